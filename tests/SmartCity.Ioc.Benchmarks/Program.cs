using SmartCity.Ioc.Benchmarks.Cli;

Console.OutputEncoding = System.Text.Encoding.UTF8;
return await BenchCommand.RunAsync(args, Console.Out, Console.Error);
