using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>From a file's text to its one top-level mapping.</summary>
internal static class YamlText
{
    /// <summary>The mapping, or null with the reason added to <paramref name="errors"/>.</summary>
    public static YamlMap? Load(CityFile file, CityErrors errors)
    {
        if (HasTabs(file, errors))
        {
            return null;
        }

        var stream = new YamlStream();
        try
        {
            using var reader = new StringReader(file.Text);
            stream.Load(reader);
        }
        catch (YamlException fault)
        {
            // What is cut short is found after the last line, where no editor can jump to.
            var lines = file.Text.AsSpan().TrimEnd().Count('\n') + 1;
            errors.Add(file.Name, Math.Min(fault.Start.Line, lines), $"this is not valid YAML: {FirstSentence(fault)}");
            return null;
        }

        if (stream.Documents.Count != 1)
        {
            errors.Add(file.Name, stream.Documents.Count == 0 ? 0 : stream.Documents[1].RootNode.Start.Line,
                stream.Documents.Count == 0 ? "the file is empty" : "the file holds more than one document; remove the '---'");
            return null;
        }

        var root = stream.Documents[0].RootNode;
        if (root is YamlMappingNode mapping)
        {
            return new YamlMap(file.Name, mapping, "the file", errors);
        }

        errors.Add(file.Name, root, "the file must begin with a key and a colon, like 'zones:'");
        return null;
    }

    /// <summary>YAML forbids tabs in indentation, and its parsers' own message about them helps nobody.</summary>
    private static bool HasTabs(CityFile file, CityErrors errors)
    {
        var before = errors.Count;
        var number = 0;
        foreach (var line in file.Text.AsSpan().EnumerateLines())
        {
            number++;
            var indentation = line[..^line.TrimStart(" \t").Length];
            if (indentation.Contains('\t') && indentation.Length < line.Length)
            {
                errors.Add(file.Name, number, "the line is indented with a tab; YAML allows spaces only");
            }
        }

        return errors.Count > before;
    }

    private static string FirstSentence(YamlException fault)
    {
        var message = (fault.InnerException ?? fault).Message;
        // YamlDotNet puts the place before the text: "(Line: 3, Col: 1, Idx: 20) - (Line: …): While parsing …".
        var end = message.LastIndexOf("): ", StringComparison.Ordinal);
        return end < 0 ? message : message[(end + 3)..];
    }
}
