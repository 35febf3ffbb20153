using System.Text;
using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Parsing;

namespace SmartCity.Ioc.Storage.City;

/// <summary>A city's folder of YAML on disk.</summary>
public static class CityFolder
{
    /// <summary>Largest file taken; a city of 100,000 devices has some 20 MB.</summary>
    private const long LongestFile = 64 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads and checks every <c>*.yaml</c> of the folder itself and its map, not folders below it. Other files (a README) are left alone.
    /// Never throws for what is in the folder: a file that can not be read is one more error.</summary>
    public static CityParseResult Read(string folder)
    {
        var (files, errors) = ReadFiles(folder);
        return errors.Count > 0 ? new CityParseResult(null, errors) : CityParser.Parse(files);
    }

    /// <summary>The files that <see cref="Read"/> checks, as they are.</summary>
    public static (IReadOnlyList<CityFile> Files, IReadOnlyList<CityError> Errors) ReadFiles(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
        {
            return ([], [new CityError(folder, 0, "there is no such folder")]);
        }

        var errors = new List<CityError>();
        var files = new List<CityFile>();
        try
        {
            foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
            {
                ReadFile(path, files, errors);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return ([], [new CityError(folder, 0, $"the folder can not be read: {fault.Message}")]);
        }

        return (files, errors);
    }

    /// <summary>Reads and checks the city's access rules alone. Without such a file there are no rules and no errors.</summary>
    /// <param name="file">What was read, to tell whether it has changed; null where there is nothing or it can not be read.</param>
    public static AccessParseResult ReadAccess(string folder, out CityFile? file)
    {
        var errors = new List<CityError>();
        var files = new List<CityFile>();
        var path = Path.Combine(folder, CityParser.AccessFileName);
        if (File.Exists(path))
        {
            ReadFile(path, files, errors);
        }

        file = files is [var read] ? read : null;
        return file is null ? new AccessParseResult(null, errors) : CityParser.ParseAccess(file);
    }

    /// <summary>Reads and checks the city's decoders alone. Without such a file there are none and no errors.</summary>
    /// <param name="timeZone">The city's.</param>
    public static DecoderParseResult ReadDecoders(string folder, string timeZone)
    {
        var errors = new List<CityError>();
        var files = new List<CityFile>();
        var path = Path.Combine(folder, CityParser.DecodersFileName);
        if (File.Exists(path))
        {
            ReadFile(path, files, errors);
        }

        return errors.Count > 0 ? new DecoderParseResult(null, errors) : CityParser.ParseDecoders(files is [var read] ? read.Text : "", timeZone);
    }

    private static void ReadFile(string path, List<CityFile> files, List<CityError> errors)
    {
        var name = Path.GetFileName(path);
        switch (Path.GetExtension(name))
        {
            case ".yml":
                errors.Add(new CityError(name, 0, "a city's files end in .yaml; rename it, or it would be left out unnoticed"));
                return;
            case ".yaml":
            case ".geojson" when name == BoundariesText.FileName:
                break;
            default:
                return;
        }

        try
        {
            if (new FileInfo(path).Length > LongestFile)
            {
                errors.Add(new CityError(name, 0, $"the file is larger than {LongestFile >> 20} MiB"));
                return;
            }

            files.Add(new CityFile(name, File.ReadAllText(path, StrictUtf8)));
        }
        catch (DecoderFallbackException)
        {
            errors.Add(new CityError(name, 0, "the file is not UTF-8; save it as UTF-8"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            errors.Add(new CityError(name, 0, $"the file can not be read: {fault.Message}"));
        }
    }
}
