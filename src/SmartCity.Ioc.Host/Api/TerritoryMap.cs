using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

/// <summary>The whole map, encoded when it is first asked for; a city's zones stay as they are while the server runs.</summary>
internal sealed class TerritoryMap(CityRegistry registry)
{
    private readonly Lazy<EncodedAnswer> _all = new(() => TerritoryApi.Encode(registry, null));

    public EncodedAnswer All => _all.Value;
}
