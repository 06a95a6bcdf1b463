/** One emoji with its name as Discord writes it between colons, and words that also find it. */
export interface Emoji {
  readonly sign: string;
  readonly name: string;
  readonly words: string;
}

interface EmojiGroup {
  readonly title: string;
  readonly emojis: readonly Emoji[];
}

/** Common emoji. Each line is an emoji, its name, and search words. */
export const emojiGroups: readonly EmojiGroup[] = [
  group(
    'People',
    `😀 grinning happy
😃 smiley happy
😄 smile happy
😁 grin
😆 laughing haha
😅 sweat_smile phew
😂 joy tears laugh
🤣 rofl laugh
🙂 slight_smile
🙃 upside_down
😉 wink
😊 blush
😇 innocent angel
🥰 smiling_face_with_3_hearts love
😍 heart_eyes love
😘 kissing_heart
😋 yum tasty
😜 stuck_out_tongue_winking_eye
🤑 money_mouth rich
🤗 hugging
🤔 thinking hmm
🤨 face_with_raised_eyebrow
😐 neutral_face
😑 expressionless
🙄 rolling_eyes
😏 smirk
😬 grimacing
😴 sleeping
🤒 thermometer_face ill
🥳 partying_face party
😎 sunglasses cool
🤓 nerd
😕 confused
😟 worried
😮 open_mouth wow
😳 flushed
🥺 pleading_face please
😢 cry sad
😭 sob sad
😱 scream
😤 triumph
😡 rage angry
🤯 exploding_head
💀 skull dead
👋 wave hello
👌 ok_hand
✌️ v victory
🤞 fingers_crossed luck
👈 point_left
👉 point_right
👆 point_up_2
👇 point_down
👍 thumbsup yes
👎 thumbsdown no
✊ fist
👏 clap
🙌 raised_hands
🤝 handshake deal
🙏 pray thanks
💪 muscle strong
👀 eyes look
🤷 shrug`,
  ),
  group(
    'Nature',
    `🐶 dog
🐱 cat
🐵 monkey_face
🙈 see_no_evil
🌹 rose
🌱 seedling plant
🌳 deciduous_tree
☀️ sunny weather
🌧️ cloud_rain weather
⭐ star
✨ sparkles
🔥 fire hot`,
  ),
  group(
    'Food',
    `🍎 apple fruit
🍌 banana fruit
🥦 broccoli vegetables
🍞 bread
🥚 egg
🍕 pizza
🍔 hamburger burger
🍟 fries
🍚 rice
🍛 curry
🍜 ramen noodles
🎂 birthday cake
🍰 cake
🍫 chocolate_bar
🍿 popcorn
🥛 milk
☕ coffee tea
🍵 tea
🍺 beer
🍻 beers cheers`,
  ),
  group(
    'Activities and travel',
    `🎉 tada party
🎁 gift present
🎬 clapper film
🎮 video_game
🎵 musical_note
🏏 cricket_game
⚽ soccer football
🏆 trophy
🚗 red_car
🚕 taxi cab
🛺 auto_rickshaw
🚌 bus
🚆 train2
✈️ airplane flight
⛽ fuelpump petrol
🏠 house home
🏨 hotel
🏖️ beach holiday`,
  ),
  group(
    'Objects and symbols',
    `📱 mobile_phone
💻 computer laptop
💡 bulb idea electricity
🔌 electric_plug
🚿 shower water
🧹 broom cleaning
🛒 shopping_cart groceries
💊 pill medicine
💰 moneybag
💸 money_with_wings spend
💵 dollar cash
💳 credit_card
🧾 receipt bill
📄 page_facing_up document
📌 pushpin
📅 date calendar
⏰ alarm_clock time
🔒 lock
❤️ heart love
💔 broken_heart
💯 100 hundred
✅ white_check_mark yes done
❌ x no
❓ question
❗ exclamation
⚠️ warning
➕ heavy_plus_sign
➖ heavy_minus_sign
➗ heavy_division_sign split
🆗 ok`,
  ),
];

function group(title: string, lines: string): EmojiGroup {
  const emojis = lines.split('\n').map((line): Emoji => {
    const [sign = '', name = '', ...words] = line.split(' ');
    return { sign, name, words: [name.replaceAll('_', ' '), ...words].join(' ') };
  });
  return { title, emojis };
}
