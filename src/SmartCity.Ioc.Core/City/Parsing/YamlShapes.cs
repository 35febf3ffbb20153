using YamlDotNet.RepresentationModel;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>Values of a mapping that are made of several: texts in two languages, places, lists of numbers.</summary>
internal static class YamlShapes
{
    /// <summary>A text in both languages: <c>{vi: …, en: …}</c>.</summary>
    public static LocalizedText? Localized(this YamlMap map, string key, bool optional = false)
    {
        if (map.Value(key, optional, "a text in two languages, like {vi: …, en: …}") is not { } value)
        {
            return null;
        }

        if (value is not YamlMappingNode mapping)
        {
            map.Error(value, $"'{key}' of {map.What} must be given in both languages, like {{vi: …, en: …}}");
            return null;
        }

        var texts = map.Inner(mapping, $"'{key}' of {map.What}");
        var (vi, en) = (texts.Text("vi"), texts.Text("en"));
        texts.Finish();
        return vi is null || en is null ? null : new LocalizedText(vi, en);
    }

    /// <summary>A place: <c>[latitude, longitude]</c> in degrees, WGS 84.</summary>
    public static GeoPoint? Point(this YamlMap map, string key, bool optional = false)
    {
        const string Shape = "a place [latitude, longitude], like [10.3460, 107.0843]";
        if (map.Value(key, optional, Shape) is not { } value)
        {
            return null;
        }

        if (value is not YamlSequenceNode { Children: [YamlScalarNode first, YamlScalarNode second] })
        {
            map.Error(value, $"'{key}' of {map.What} must be {Shape}");
            return null;
        }

        if (map.ReadNumber(first, $"the latitude of {map.What}") is not { } lat || map.ReadNumber(second, $"the longitude of {map.What}") is not { } lon)
        {
            return null;
        }

        if (Math.Abs(lat) > 90)
        {
            var swapped = Math.Abs(lon) <= 90 ? "; latitude comes first" : "";
            map.Error(first, $"the latitude of {map.What} must lie between -90 and 90, not {first.Value}{swapped}");
            return null;
        }

        if (Math.Abs(lon) > 180)
        {
            map.Error(second, $"the longitude of {map.What} must lie between -180 and 180, not {second.Value}");
            return null;
        }

        return new GeoPoint(lat, lon);
    }

    /// <summary>So many numbers in a list; null where the key is missing or wrong.</summary>
    public static IReadOnlyList<double>? Numbers(this YamlMap map, string key, int count)
    {
        if (map.Value(key, optional: true, $"{count} numbers") is not { } value)
        {
            return null;
        }

        var numbers = new List<double>();
        if (value is YamlSequenceNode sequence && sequence.Children.Count == count)
        {
            foreach (var child in sequence.Children)
            {
                if (child is not YamlScalarNode scalar || map.ReadNumber(scalar, $"an entry of '{key}' of {map.What}") is not { } number)
                {
                    return null;
                }

                numbers.Add(number);
            }

            return numbers;
        }

        map.Error(value, $"'{key}' of {map.What} must be {count} numbers, like [1.0, 2.0, 3.5]");
        return null;
    }
}
