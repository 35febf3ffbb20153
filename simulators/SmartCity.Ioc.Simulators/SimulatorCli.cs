using System.CommandLine;
using SmartCity.Ioc.Simulators.Backup;
using SmartCity.Ioc.Simulators.CheckCity;
using SmartCity.Ioc.Simulators.City;
using SmartCity.Ioc.Simulators.Decode;
using SmartCity.Ioc.Simulators.EvidenceTool;
using SmartCity.Ioc.Simulators.Faults;
using SmartCity.Ioc.Simulators.HashPassword;
using SmartCity.Ioc.Simulators.Import;
using SmartCity.Ioc.Simulators.JournalTool;
using SmartCity.Ioc.Simulators.LineProtocol;
using SmartCity.Ioc.Simulators.Load;
using SmartCity.Ioc.Simulators.MqttDecode;
using SmartCity.Ioc.Simulators.Record;
using SmartCity.Ioc.Simulators.RegistryTool;
using SmartCity.Ioc.Simulators.Rehearse;
using SmartCity.Ioc.Simulators.Replay;
using SmartCity.Ioc.Simulators.Scenario;
using SmartCity.Ioc.Simulators.TerritoryTool;

namespace SmartCity.Ioc.Simulators;

/// <summary>The program's commands. Tests call it as a user does, with writers of their own.</summary>
internal static class SimulatorCli
{
    private const string Description = """
        Simulators for SmartCity.Ioc: cities, recordings and load, sent over MQTT.
        Bộ mô phỏng: thành phố, bản ghi và tải, gửi qua MQTT.

        Exit codes: 0 done (also after Ctrl-C), 1 a file is wrong, 2 the command line is wrong, 3 the broker or server can not be reached
        or did not take everything.
        """;

    /// <summary>What a Ctrl-C may take: sent messages get their acknowledgements, then the connections close.</summary>
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, TimeProvider? time = null)
    {
        var clock = time ?? TimeProvider.System;
        var root = new RootCommand(Description)
        {
            CityCommand.Create(clock),
            ReplayCommand.Create(clock),
            FaultsCommand.Create(clock),
            ImportCommand.Create(clock),
            RehearseCommand.Create(),
            ScenarioCommand.Create(),
            RecordCommand.Create(clock),
            LoadCommand.Create(clock),
            DecodeCommand.Create(clock),
            RegistryCommand.Create(),
            CheckCityCommand.Create(),
            TerritoryCommand.Create(),
            MqttDecodeCommand.Create(),
            HashPasswordCommand.Create(),
            LineProtocolCommand.Create(),
            JournalCommand.Create(),
            EvidenceCommand.Create(),
            BackupCommand.Create(clock),
            RestoreCommand.Create(),
        };

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var fault in parsed.Errors)
            {
                await error.WriteLineAsync($"sim: {fault.Message}").ConfigureAwait(false);
            }

            await error.WriteLineAsync("Try 'sim --help'.").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = StopsWithin })
            .ConfigureAwait(false);
    }
}
