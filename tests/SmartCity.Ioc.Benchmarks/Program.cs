using SmartCity.Ioc.Benchmarks.Cli;
using SmartCity.Ioc.Benchmarks.Parts;
using SmartCity.Ioc.Benchmarks.Pipeline;

Console.OutputEncoding = System.Text.Encoding.UTF8;
switch (args)
{
    case [ConsumePart.Name, ..]:
        await ConsumePart.RunAsync(args[1..], Console.In, Console.Out);
        return 0;
    case [BrokerPart.Name, ..]:
        await BrokerPart.RunAsync(args[1..], Console.In, Console.Out);
        return 0;
    case [WallsPart.Name, ..]:
        WallsPart.Run(args[1..], Console.In, Console.Out);
        return 0;
    case [AsServer.Name, var measurement, ..]:
        AsServer.Be(measurement, args[2..], Console.Out);
        return 0;
    default:
        return await BenchCommand.RunAsync(args, Console.Out, Console.Error);
}
