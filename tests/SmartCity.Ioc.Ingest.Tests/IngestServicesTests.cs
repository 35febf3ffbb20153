using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Ingest.Fakes;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Storage.Checkpoints;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Cities;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Ingest;

/// <summary>The whole way in, put together as the composition root does it, on its own threads.</summary>
public sealed class IngestServicesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly ListPointLog _points = new();
    private readonly CollectedQuarantine _quarantine = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task City_StoppedAndStarted_KnowsWhatItWasTold()
    {
        ulong state;
        using (var host = await StartAsync())
        {
            var inbox = host.Services.GetRequiredService<InputInbox>();
            var receipts = new Receipts();
            for (var i = 0; i < 100; i++)
            {
                inbox.TryPublish("""{"pm25": 1}""", new PublishReceipt(receipts, (ulong)i)).Should().BeTrue();
            }

            await inbox.SubmitAsync("ioc/v1/e1/air/over-http", """{"pm25": 2}"""u8.ToArray(), historical: true, default).AsTask().WaitAsync(Patience);
            await inbox.SubmitAsync("not/ours", "{}"u8.ToArray(), historical: false, default).AsTask().WaitAsync(Patience);
            var command = new AlertCommand("c-1", AlertVerb.Acknowledge, "01J", null, "lan", null, null, null, null);
            var result = await host.Services.GetRequiredService<ICommandGateway>().SubmitAsync(command, default).AsTask().WaitAsync(Patience);

            (result.CommandId, result.Outcome).Should().Be(("c-1", CommandOutcome.NotFound));
            receipts.Completed.Select(r => (int)r.Tag).Should().Equal(Enumerable.Range(0, 100), "in the order in which they came");
            receipts.Completed.Should().OnlyContain(r => r.Outcome == PublishOutcome.Stored);
            _quarantine.Messages.Should().ContainSingle().Which.Reason.Should().Be(QuarantineReason.MalformedTopic);
            var counts = host.Services.GetRequiredService<Ledger>().Snapshot().Messages;
            (counts.Received, counts.Accepted, counts.Quarantined).Should().Be((102, 101, 1));
            host.Services.GetRequiredService<IngestStatus>().Recovered.Should().BeTrue();

            await host.StopAsync().WaitAsync(Patience);
            host.Services.GetRequiredService<IngestStatus>().Stopped.Should().BeTrue();
            state = ((HashingPipeline)host.Services.GetRequiredService<ICityPipeline>()).State;
        }

        using var again = await StartAsync();
        ((HashingPipeline)again.Services.GetRequiredService<ICityPipeline>()).State.Should().Be(state);
        again.Services.GetRequiredService<CityRegistry>().TryFindDevice("over-http", out _).Should().BeTrue();
        await again.StopAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task Pipeline_ThatFails_EndsTheHostAndTheNextOneGoesOn()
    {
        using (var host = await StartAsync())
        {
            ((HashingPipeline)host.Services.GetRequiredService<ICityPipeline>()).Called = () => throw new InvalidOperationException("a bug");
            var ending = new TaskCompletionSource();
            host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(ending.SetResult);
            var receipts = new Receipts();
            host.Services.GetRequiredService<InputInbox>().TryPublish("""{"pm25": 1}""", new PublishReceipt(receipts, 1)).Should().BeTrue();

            await ending.Task.WaitAsync(Patience);
            await host.StopAsync().WaitAsync(Patience);
            receipts.Completed.Should().Equal((1, PublishOutcome.Stored));
        }

        using var again = await StartAsync();
        again.Services.GetRequiredService<Ledger>().Snapshot().Messages.Accepted.Should().Be(1);
        await again.StopAsync().WaitAsync(Patience);
    }

    [Theory]
    [InlineData("Ioc:Ingest:Buffers", "1", "Buffers")]
    [InlineData("Ioc:Ingest:Coalesce", "00:00:09", "Coalesce")]
    [InlineData("Ioc:Registry:MaxDevices", "-1", "MaxDevices")]
    [InlineData("Ioc:Registry:AutoRegster", "true", "AutoRegster")]
    public async Task Setting_ThatIsWrong_StopsTheStartWithItsName(string key, string value, string named)
    {
        var start = () => StartAsync((key, value));

        (await start.Should().ThrowAsync<Exception>()).Which.Message.Should().Contain(named);
    }

    private async Task<IHost> StartAsync(params (string Key, string Value)[] settings)
    {
        _points.Forget();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>(s.Key, s.Value)));
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new CityRegistry(SmallCity.Create()));
        services.AddSingleton(new PipelineOptions());
        services.AddSingleton<Ledger>();
        services.AddSingleton(_points);
        services.AddSingleton<IPointLog>(_points);
        services.AddSingleton<IQuarantineStore>(_quarantine);
        services.AddSingleton<ICityPipeline, HashingPipeline>();
        services.AddKeyedSingleton<IJournal>(JournalKeys.Inputs, (_, _) => FileJournal.Open(
            new FileJournalOptions { Directory = _folder.Combine("inputs"), Name = "inputs" }, NullLogger.Instance));
        services.AddSingleton<ICheckpointStore>(
            new FileCheckpointStore(_folder.Combine("checkpoints"), NullLogger<FileCheckpointStore>.Instance));
        services.AddIngest(builder.Configuration.GetSection("Ioc"));
        var host = builder.Build();
        try
        {
            await host.StartAsync().WaitAsync(Patience);
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }
}
