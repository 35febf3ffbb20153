namespace SmartCity.Ioc.Readings;

/// <summary>Who says how often a device speaks.</summary>
public enum IntervalSource
{
    /// <summary>Its kind.</summary>
    Kind,

    /// <summary>The device itself, by what it sends.</summary>
    Learned,

    /// <summary>The city's files or an operator, of this device.</summary>
    Declared,
}
