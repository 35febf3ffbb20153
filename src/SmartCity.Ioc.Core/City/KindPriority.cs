namespace SmartCity.Ioc.City;

/// <summary>What goes last when more comes in than the server can deal with. From the one that is given up first.</summary>
public enum KindPriority
{
    Low,
    Normal,

    /// <summary>Never shed.</summary>
    Critical,
}
