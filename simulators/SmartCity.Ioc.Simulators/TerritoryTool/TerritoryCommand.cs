using System.CommandLine;
using System.Text;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Storage.City;

namespace SmartCity.Ioc.Simulators.TerritoryTool;

/// <summary><c>sim territory import FILE…</c>: a city's own map from the files of its land office.</summary>
internal sealed class TerritoryCommand
{
    private const string ZonesFile = "zones.yaml";
    private const int MostFaults = 20;

    private readonly Argument<FileInfo[]> _files = new("file") { Description = "GeoJSON with a Polygon or MultiPolygon for each zone (WGS 84)", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _city = new("--city") { Description = "the city's folder", Required = true, HelpName = "DIR" };
    private readonly Option<string?> _property = new("--property") { Description = "property that holds the zone's id or name; otherwise zone, full_name, name, code and the feature's id are tried" };
    private readonly Option<string> _english = new("--english-property") { Description = "property with the English name of a zone that is added", DefaultValueFactory = _ => "name_en" };
    private readonly Option<string?> _parent = new("--parent") { Description = "zone below which the features lie, and are added", HelpName = "ZONE" };
    private readonly Option<bool> _add = new("--add") { Description = "features that are no zone yet become zones below --parent" };
    private readonly Option<bool> _skip = new("--skip-unknown") { Description = "features that are no zone are left out" };
    private readonly Option<double> _tolerance = new("--tolerance") { Description = "how far a border may move, in metres; 0 keeps every position", DefaultValueFactory = _ => 50, HelpName = "METRES" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "write nothing; say what would be written" };

    public static Command Create()
    {
        var self = new TerritoryCommand();
        self._tolerance.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 5000))
            {
                result.AddError("--tolerance takes 0 to 5000 metres");
            }
        });
        var import = new Command("import", "Makes territory.geojson of a city from map files, simplified with common borders kept common. Nhập ranh giới địa bàn.")
        {
            self._files, self._city, self._property, self._english, self._parent, self._add, self._skip, self._tolerance, self._dryRun,
        };
        import.Validators.Add(result =>
        {
            if (result.GetValue(self._add) && (result.GetValue(self._parent) is null || result.GetValue(self._skip)))
            {
                result.AddError("--add needs --parent and excludes --skip-unknown");
            }
        });
        import.SetAction(self.RunAsync);
        return new Command("territory", "A city's own map. Bản đồ địa bàn.") { import };
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var folder = ShippedFiles.City(parsed.GetRequiredValue(_city));
        var (files, faults) = CityFolder.ReadFiles(folder);
        // The map that there is may be what is to be mended.
        var others = files.Where(file => file.Name != BoundariesText.FileName).ToList();
        var read = faults.Count > 0 ? new CityParseResult(null, faults) : CityParser.Parse(others);
        if (read.City is not { } city)
        {
            return await FailAsync(error, read.Errors.Select(fault => fault.ToString())).ConfigureAwait(false);
        }

        var parent = parsed.GetValue(_parent);
        if (parent is not null && !city.Zones.TryGet(parent, out _))
        {
            return await FailAsync(error, [$"--parent: there is no zone '{parent}'"]).ConfigureAwait(false);
        }

        var import = new TerritoryImport(city.Zones, parent, parsed.GetValue(_add) ? Unknown.Add : parsed.GetValue(_skip) ? Unknown.Skip : Unknown.Refuse);
        try
        {
            foreach (var file in parsed.GetRequiredValue(_files))
            {
                import.Take(DrawnZone.Read(await File.ReadAllTextAsync(file.FullName, cancellation).ConfigureAwait(false), parsed.GetValue(_property), parsed.GetRequiredValue(_english)));
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException)
        {
            return await FailAsync(error, [fault.Message]).ConfigureAwait(false);
        }

        var map = import.Write(parsed.GetValue(_tolerance));
        var zones = others.Single(file => file.Name == ZonesFile);
        var longer = import.NewRows.Count == 0 ? zones : zones with { Text = $"{zones.Text.TrimEnd()}\n{string.Join('\n', import.NewRows)}\n" };
        // What is written is what the server reads at its start.
        var check = import.Errors.Count > 0 ? null : CityParser.Parse([.. others.Where(file => file != zones), longer, new CityFile(BoundariesText.FileName, map)]);
        if (check?.City is null)
        {
            return await FailAsync(error, check?.Errors.Select(fault => fault.ToString()) ?? import.Errors).ConfigureAwait(false);
        }

        foreach (var line in import.Report.Concat(import.NewRows.Select(row => $"{ZonesFile}: {row.Trim()}")))
        {
            await output.WriteLineAsync(line).ConfigureAwait(false);
        }

        if (parsed.GetValue(_dryRun))
        {
            await output.WriteLineAsync("Nothing was written (--dry-run).").ConfigureAwait(false);
            return ExitCode.Done;
        }

        try
        {
            await WriteAsync(folder, new CityFile(BoundariesText.FileName, map), cancellation).ConfigureAwait(false);
            if (longer != zones)
            {
                await WriteAsync(folder, longer, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return await FailAsync(error, [fault.Message]).ConfigureAwait(false);
        }

        await output.WriteLineAsync($"Written to {folder}; the server takes it at its next start.").ConfigureAwait(false);
        return ExitCode.Done;
    }

    /// <summary>Beside it first, so that a city never has half a file.</summary>
    private static async Task WriteAsync(string folder, CityFile file, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, file.Name);
        await File.WriteAllTextAsync(path + ".new", file.Text, new UTF8Encoding(false), cancellation).ConfigureAwait(false);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static async Task<int> FailAsync(TextWriter error, IEnumerable<string> faults)
    {
        var all = faults.ToList();
        foreach (var fault in all.Take(MostFaults))
        {
            await error.WriteLineAsync($"sim: {fault}").ConfigureAwait(false);
        }

        if (all.Count > MostFaults)
        {
            await error.WriteLineAsync($"sim: and {all.Count - MostFaults} more").ConfigureAwait(false);
        }

        return ExitCode.BadInput;
    }
}
