using SmartCity.Ioc.Simulators;

// Logs and progress go to the error stream, so that a dry run's lines can be piped.
Console.OutputEncoding = System.Text.Encoding.UTF8;
return await SimulatorCli.RunAsync(args, Console.Out, Console.Error).ConfigureAwait(false);
