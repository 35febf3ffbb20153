using SmartCity.Ioc.Benchmarks.Cli;
using SmartCity.Ioc.Benchmarks.Parts;

Console.OutputEncoding = System.Text.Encoding.UTF8;
if (args is [ConsumePart.Name, ..])
{
    await ConsumePart.RunAsync(args[1..], Console.In, Console.Out);
    return 0;
}

return await BenchCommand.RunAsync(args, Console.Out, Console.Error);
