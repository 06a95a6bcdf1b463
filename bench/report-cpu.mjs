// Loaded before the bot: reports its processor time on request.
process.on('message', () => process.send(process.cpuUsage()));
