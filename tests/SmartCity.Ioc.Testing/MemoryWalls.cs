using SmartCity.Ioc.TimeSeries;
using SmartCity.Ioc.Walls;

namespace SmartCity.Ioc.Testing;

/// <summary>Walls in memory; a store that can be away.</summary>
public sealed class MemoryWalls : IWallStore
{
    private readonly Dictionary<string, KnownWall> _walls = new(StringComparer.Ordinal);
    private readonly List<WallAct> _acts = [];

    public bool IsAway { get; set; }

    public IReadOnlyList<KnownWall> Read()
    {
        Check();
        return [.. _walls.Values];
    }

    public void Save(IReadOnlyList<KnownWall> changed, IReadOnlyList<string> forgotten, WallAct? act = null)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(forgotten);
        Check();
        foreach (var wall in changed)
        {
            _walls[wall.Id] = wall;
        }

        foreach (var wall in forgotten)
        {
            _walls.Remove(wall);
        }

        if (act is not null)
        {
            _acts.Add(act);
        }
    }

    public IReadOnlyList<WallAct> Acts(string wall, int limit)
    {
        Check();
        return [.. _acts.Where(act => act.Wall == wall).Reverse().Take(limit)];
    }

    private void Check()
    {
        if (IsAway)
        {
            throw new StoreUnavailableException("The disk is full.");
        }
    }
}
