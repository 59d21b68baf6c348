using Perception.Cli;

return CommandLine.Run(args);
