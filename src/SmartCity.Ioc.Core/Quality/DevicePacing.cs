namespace SmartCity.Ioc.Quality;

/// <summary>Whose interval a device's silence is measured by.</summary>
internal enum DevicePacing : byte
{
    /// <summary>To be asked of the registry.</summary>
    Unknown,

    /// <summary>Its kind's.</summary>
    Kind,

    /// <summary>One of its own, declared or learned.</summary>
    Own,
}
