namespace SmartCity.Ioc.Quality;

/// <summary>What is wrong with how a device's messages come, whatever their values say.</summary>
[Flags]
public enum DeliveryFault
{
    None = 0,

    /// <summary>Numbers of its sequence do not come.</summary>
    Loss = 1,

    /// <summary>Messages come more than once.</summary>
    Duplicates = 2,

    /// <summary>Messages come after later ones.</summary>
    Reordered = 4,

    /// <summary>Messages travel long: its clock is right, and what it says arrives late.</summary>
    Delayed = 8,

    /// <summary>It falls silent and comes back again and again.</summary>
    Flapping = 16,

    /// <summary>Its sequence began again.</summary>
    Restarted = 32,

    /// <summary>Messages can not be read.</summary>
    Corrupt = 64,

    /// <summary>Messages are larger than allowed.</summary>
    Oversize = 128,

    /// <summary>It sends many times what is expected of it.</summary>
    Flood = 256,

    /// <summary>It is silent, and so is most of its zone since the same minute.</summary>
    Outage = 512,

    /// <summary>It alone is silent.</summary>
    Silent = 1024,

    /// <summary>Its messages are put aside because they come from the future: its clock is ahead.</summary>
    Ahead = 2048,
}
