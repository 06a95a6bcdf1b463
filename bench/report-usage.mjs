// Loaded before the bot: reports its processor time and its memory on request.
process.on('message', () => process.send(process.resourceUsage()));
