namespace SmartCity.Ioc.Host.Settings;

/// <summary>What a setting's value must look like.</summary>
internal enum SettingKind
{
    Text,
    Flag,
    Port,
    Count,
    Number,
    Duration,
    Durations,
    Url,
}
