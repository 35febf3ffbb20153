using YamlDotNet.RepresentationModel;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>Collects what is wrong, so that one run tells the engineer everything.</summary>
internal sealed class CityErrors
{
    private readonly List<CityError> _errors = [];

    public int Count => _errors.Count;

    public bool Has(string file) => _errors.Exists(error => error.File == file);

    public void Add(string file, long line, string message) => _errors.Add(new CityError(file, (int)line, message));

    public void Add(string file, YamlNode node, string message) => Add(file, node.Start.Line, message);

    public IReadOnlyList<CityError> Sorted() =>
        [.. _errors.OrderBy(e => e.File, StringComparer.Ordinal).ThenBy(e => e.Line).ThenBy(e => e.Message, StringComparer.Ordinal)];
}
