using System.Runtime.InteropServices;
using System.Threading.Channels;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Host.Settings;
using SmartCity.Ioc.Mqtt.Broker;
using SmartCity.Ioc.Storage.City;

namespace SmartCity.Ioc.Host.Access;

/// <summary>
/// Puts <c>access.yaml</c> in force again when it changes, or on SIGHUP where the file system tells nothing of changes (network drives,
/// mounted configuration). A file with an error is refused as a whole and the rules in force stay.
/// </summary>
internal sealed class AccessReloadService(ServerSettings settings, RuleBasedAccess access, TimeProvider time, ILogger<AccessReloadService> logger)
    : BackgroundService
{
    /// <summary>Editors write a file in several steps; what stands between two of them is nobody's intention.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

    // One wake-up stands for any number: the file is read after it.
    private readonly Channel<bool> _wakeUps = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly string _path = Path.Combine(settings.CityFolder, CityParser.AccessFileName);
    private CityFile? _inForce;
    private volatile bool _isAsked;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watcher = Watch();
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _isAsked = true;
            WakeUp();
        });

        // The file may have changed since the settings were read.
        Read(isFirst: true);
        await foreach (var _ in _wakeUps.Reader.ReadAllAsync(stoppingToken))
        {
            await Task.Delay(Settling, time, stoppingToken);
            Read(isFirst: false);
        }
    }

    private FileSystemWatcher? Watch()
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(settings.CityFolder, CityParser.AccessFileName);
            watcher.Changed += (_, _) => WakeUp();
            watcher.Created += (_, _) => WakeUp();
            watcher.Deleted += (_, _) => WakeUp();
            watcher.Renamed += (_, _) => WakeUp();
            watcher.Error += (_, fault) => logger.NotWatched(_path, fault.GetException().Message);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            watcher?.Dispose();
            logger.NotWatched(_path, e.Message);
            return null;
        }
    }

    private void WakeUp() => _wakeUps.Writer.TryWrite(true);

    private void Read(bool isFirst)
    {
        var isAsked = _isAsked;
        _isAsked = false;
        var result = CityFolder.ReadAccess(settings.CityFolder, out var file);
        if (result.Errors.Count > 0)
        {
            logger.Refused(string.Join("; ", result.Errors.Select(error => Path.Combine(settings.CityFolder, error.ToString()))));
            return;
        }

        if (!isFirst && file == _inForce)
        {
            if (isAsked)
            {
                logger.Unchanged(_path);
            }

            return;
        }

        var rules = AccessRules.Of(result.Policy, settings.MqttAnonymous);
        try
        {
            access.Replace(rules);
        }
        catch (ArgumentException e)
        {
            logger.Refused($"{_path}: {e.Message}");
            return;
        }

        _inForce = file;
        if (file is null)
        {
            logger.InForceWithoutFile(_path, rules.Anonymous);
        }
        else
        {
            logger.InForce(_path, rules.Users.Count, rules.Anonymous);
        }
    }
}
