namespace SmartCity.Ioc.City;

/// <summary>Something that is worked out from what devices send.</summary>
public enum DerivedIndex : byte
{
    /// <summary>Vietnam's air quality index of the hour, Decision 1459/QĐ-TCMT of 2019.</summary>
    VnAqiHourly,

    /// <summary>The same of the day.</summary>
    VnAqiDaily,

    /// <summary>How hot it feels, in °C.</summary>
    HeatIndex,

    /// <summary>Of an urban street, 1 (A, free) to 6 (F, jammed).</summary>
    LevelOfService,

    /// <summary>The highest alarm level that the water has reached, 0 to 3.</summary>
    FloodStage,

    /// <summary>How fast a level rises, in its unit an hour.</summary>
    RateOfRise,
}
