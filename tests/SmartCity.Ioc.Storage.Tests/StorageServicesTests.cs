using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Cities;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Tests;

public sealed class StorageServicesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Services_Registered_StoreWhatTheShardCommits()
    {
        await using var provider = Build();
        var hosted = provider.GetServices<IHostedService>().ToList();
        foreach (var service in hosted)
        {
            await service.StartAsync(default);
        }

        provider.GetRequiredKeyedService<IJournal>(JournalKeys.Inputs).End.Should().Be(JournalPosition.Start);
        provider.GetRequiredService<ICheckpointStore>().OpenNewest().Should().BeNull();
        provider.GetRequiredService<IAlertStore>().LastSequence.Should().Be(0);
        provider.GetRequiredService<IQuarantineStore>().Should().NotBeNull();
        var registry = provider.GetRequiredService<CityRegistry>();
        using var batch = new ReadingBatch();
        batch.Begin();
        batch.AddValue(registry.InternMetric("pm25"), 12);
        batch.Commit(0, 5_000, 5_000, 0, MessageMarks.None);
        var log = provider.GetRequiredService<IPointLog>();
        log.TruncateAfter(JournalPosition.Start);
        log.AddReadings(batch);
        log.Commit(5_000);
        foreach (var service in hosted.AsEnumerable().Reverse())
        {
            await service.StopAsync(default);
        }

        var latest = await provider.GetRequiredService<ITimeSeriesStore>().LatestBeforeAsync("air-1", "pm25", long.MaxValue, default);
        latest.Should().Be(new ReadingPoint(5_000, 12));
    }

    [Theory]
    [InlineData("TimeSeries:Store", "mongodb")]
    [InlineData("TimeSeries:BatchPoints", "0")]
    [InlineData("Journal:InputsBytes", "1")]
    [InlineData("Journal:Kep", "01:00:00")]
    public void Setting_Wrong_StopsTheStartAndIsNamed(string key, string value)
    {
        using var provider = Build((key, value));
        var starting = () => provider.GetRequiredService<IStartupValidator>().Validate();
        starting.Should().Throw<Exception>().WithMessage($"*{key.Split(':')[1]}*");
    }

    private ServiceProvider Build(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new CityRegistry(SmallCity.Create()));
        services.AddSingleton<Ledger>();
        services.AddSingleton(new PipelineOptions());
        var values = new Dictionary<string, string?> { ["DataDirectory"] = _folder.Path };
        foreach (var (key, value) in settings)
        {
            values[key] = value;
        }

        services.AddStorage(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        return services.BuildServiceProvider();
    }
}
