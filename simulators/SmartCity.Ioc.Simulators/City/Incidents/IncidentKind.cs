namespace SmartCity.Ioc.Simulators.City.Incidents;

/// <summary>What can go wrong in the simulated city.</summary>
internal enum IncidentKind
{
    /// <summary>Smoke: fine dust rises around a station.</summary>
    Pollution,

    /// <summary>A dense crowd, heard and seen by its neighbours too.</summary>
    Crowd,

    /// <summary>Traffic stands around a junction.</summary>
    Congestion,

    /// <summary>Water rises at a gauge and slows the traffic around it.</summary>
    Flood,

    /// <summary>A cloudburst over a few kilometres.</summary>
    Cloudburst,

    /// <summary>A squall.</summary>
    Squall,

    /// <summary>Loud noise at one place.</summary>
    Noise,

    /// <summary>A camera delivers few frames.</summary>
    SlowCamera,

    /// <summary>A device loses its connection: its will says so, then it is silent.</summary>
    Disconnection,

    /// <summary>A device falls silent without a word.</summary>
    Silence,

    /// <summary>The voltage of a street breaks down, and the cameras and network cabinets around go with it.</summary>
    PowerDip,

    /// <summary>A car park fills up.</summary>
    FullParking,

    /// <summary>A hospital gets more patients than beds.</summary>
    PatientSurge,

    /// <summary>Heat over the whole city; only where it is asked for.</summary>
    HeatWave,
}
