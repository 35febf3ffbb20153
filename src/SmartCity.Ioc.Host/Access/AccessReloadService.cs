using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Host.Reloading;
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
    private readonly string _path = Path.Combine(settings.CityFolder, CityParser.AccessFileName);
    private CityFile? _inForce;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = new FileChanges(settings.CityFolder, CityParser.AccessFileName, time, reason => logger.NotWatched(_path, reason));

        // The file may have changed since the settings were read.
        Read(isFirst: true, isAsked: false);
        await foreach (var isAsked in changes.AllAsync(stoppingToken))
        {
            Read(isFirst: false, isAsked);
        }
    }

    private void Read(bool isFirst, bool isAsked)
    {
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
