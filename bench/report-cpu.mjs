// Loaded into a bot before the bot itself: tells how much processor time it has used whenever it is asked.
process.on('message', () => process.send(process.cpuUsage()));
