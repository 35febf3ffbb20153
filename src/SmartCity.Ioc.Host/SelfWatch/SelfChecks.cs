using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Host.Composition;
using SmartCity.Ioc.Host.Settings;
using SmartCity.Ioc.Ingest;
using SmartCity.Ioc.Ingest.Brokers;
using SmartCity.Ioc.Ingest.Overload;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Mqtt.Client;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Storage.TimeSeries;

namespace SmartCity.Ioc.Host.SelfWatch;

/// <summary>What the server looks at in itself; each answer comes from where it already stands. The ledger is not here: the pipeline watches
/// that one, at the end of a frame.</summary>
internal sealed class SelfChecks(
    IngestStatus ingest,
    TimeSeriesWriterStatus history,
    BrokerConsumerService brokers,
    SourceAges ages,
    [FromKeyedServices(JournalKeys.Outputs)] IJournal outputs,
    IOptions<JournalOptions> journals,
    ServerSettings settings,
    TimeProvider time)
{
    private const double TooFarBehindSeconds = 10;
    private readonly SelfWatchSettings _limits = settings.SelfWatch;
    private readonly ClockWatch _clock = new(time);
    private readonly SessionWatch _sessions = new(() => brokers.Status, time);

    public IReadOnlyList<SelfCheck> All =>
    [
        new(ServerFault.Broker, Broker),
        new(ServerFault.Session, _sessions.Look),
        new(ServerFault.Silence, Silence),
        new(ServerFault.Store, () => Said(history.Fault)),
        new(ServerFault.Spool, Spool),
        new(ServerFault.Disk, Disk),
        new(ServerFault.Journal, () => Said(ingest.JournalFault ?? ingest.OutputFault)),
        new(ServerFault.Lag, Lag),
        new(ServerFault.Overload, Overload),
        new(ServerFault.Checkpoint, () => Said(ingest.CheckpointFault)),
        new(ServerFault.Clock, _clock.Look),
        new(ServerFault.Certificate, Certificate),
    ];

    private static SelfFinding? Said(string? fault) => fault is null ? null : new SelfFinding(1, fault);

    private SelfFinding? Broker()
    {
        var away = brokers.Status.Where(broker => broker.State != MqttClientState.Connected).ToArray();
        return away.Length == 0
            ? null
            : new SelfFinding(away.Length, string.Join("; ", away.Select(broker => $"{broker.Server}: {broker.LastError ?? "no answer yet"}")));
    }

    // A recording that is over is silent by right.
    private SelfFinding? Silence() =>
        _limits.Silence > TimeSpan.Zero && ages.CityClock is null && ages.Mqtt is { } age && age > _limits.Silence.TotalSeconds
            ? new SelfFinding(age, FormattableString.Invariant($"Nothing has come in for {age:0} s."))
            : null;

    private SelfFinding? Spool()
    {
        var used = 100.0 * (outputs.End.Offset - outputs.First.Offset) / journals.Value.OutputsBytes;
        return used < _limits.SpoolUsed ? null : new SelfFinding(used, FormattableString.Invariant($"{used:0} % of {journals.Value.OutputsBytes} bytes are in use."));
    }

    private SelfFinding? Disk()
    {
        try
        {
            var disk = new DriveInfo(Path.GetFullPath(settings.DataDirectory));
            var free = 100.0 * disk.AvailableFreeSpace / disk.TotalSize;
            return free >= _limits.DiskFree
                ? null
                : new SelfFinding(free, FormattableString.Invariant($"{free:0.0} % ({disk.AvailableFreeSpace >> 20} MiB) of the disk of {settings.DataDirectory} are free."));
        }
        catch (IOException e)
        {
            return new SelfFinding(1, e.Message);
        }
    }

    private SelfFinding? Lag()
    {
        if (!ingest.Recovered || ingest.FrameNanos == 0)
        {
            return null;
        }

        var behind = (time.GetUtcNow() - DateTimeOffset.UnixEpoch.AddTicks(ingest.FrameNanos / 100)).TotalSeconds;
        return behind > TooFarBehindSeconds ? new SelfFinding(behind, FormattableString.Invariant($"{behind:0} s behind.")) : null;
    }

    private SelfFinding? Overload() => ingest.LoadStage is var stage and not LoadStage.Normal
        ? new SelfFinding((int)stage, FormattableString.Invariant($"{LoadStageText.Describe(stage)}; {ingest.Lag.TotalSeconds:0.0} s behind."))
        : null;

    // The certificate that ends first.
    private SelfFinding? Certificate()
    {
        (int? Port, string? Path)[] endpoints = [(settings.Mqtt.TlsPort, settings.Mqtt.Certificate.Path), (settings.Http.TlsPort, settings.Http.Certificate.Path)];
        return endpoints
            .Where(endpoint => endpoint is { Port: not null, Path.Length: > 0 })
            .Select(endpoint => CertificateAt(endpoint.Path!))
            .OfType<SelfFinding>()
            .MinBy(finding => finding.Size);
    }

    private SelfFinding? CertificateAt(string path)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
            var left = certificate.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
            return left > _limits.CertificateDue
                ? null
                : new SelfFinding(left.TotalDays, FormattableString.Invariant($"{path} ends on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC."));
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return new SelfFinding(1, $"{path} can not be read: {e.Message}");
        }
    }
}
