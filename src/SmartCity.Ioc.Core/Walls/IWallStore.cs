namespace SmartCity.Ioc.Walls;

/// <summary>The walls that are known, and what was done to them.</summary>
public interface IWallStore
{
    /// <exception cref="TimeSeries.StoreUnavailableException">The file can not be read now.</exception>
    IReadOnlyList<KnownWall> Read();

    /// <summary>Stores all or none; durable on return.</summary>
    /// <param name="forgotten">Ids; what was done to these walls is kept.</param>
    /// <param name="act">What somebody did, if this is it.</param>
    /// <exception cref="TimeSeries.StoreUnavailableException">The disk refuses; nothing is stored.</exception>
    void Save(IReadOnlyList<KnownWall> changed, IReadOnlyList<string> forgotten, WallAct? act = null);

    /// <summary>What was done to a wall, newest first.</summary>
    /// <exception cref="TimeSeries.StoreUnavailableException">The file can not be read now.</exception>
    IReadOnlyList<WallAct> Acts(string wall, int limit);
}
