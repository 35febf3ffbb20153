namespace SmartCity.Ioc.Alerts.Load;

/// <summary>Why a source's alert clears only after a time of quiet.</summary>
internal enum Damping : byte
{
    None,

    /// <summary>Raised three times within a minute (ISA-18.2: a chattering alarm).</summary>
    Chattering,

    /// <summary>Three times within an hour gone again before anybody could have acted (ISA-18.2: a fleeting alarm).</summary>
    Fleeting,
}
