namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>Units by the name of what is measured; <c>*Temperature</c> stands for all names that end so.</summary>
internal static class UnitsByName
{
    public static string? Find(IReadOnlyDictionary<string, string> units, string name)
    {
        if (units.Count == 0 || units.TryGetValue(name, out var exact))
        {
            return units.GetValueOrDefault(name);
        }

        foreach (var (pattern, unit) in units)
        {
            if (pattern.StartsWith('*') && name.AsSpan().EndsWith(pattern.AsSpan(1), StringComparison.Ordinal))
            {
                return unit;
            }
        }

        return null;
    }
}
