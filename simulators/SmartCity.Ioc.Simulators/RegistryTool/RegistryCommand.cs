using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace SmartCity.Ioc.Simulators.RegistryTool;

/// <summary><c>sim registry export|import FILE</c>: a server's devices as CSV or GeoJSON, and back.</summary>
internal sealed class RegistryCommand
{
    private readonly Argument<FileInfo> _file = new("file") { Description = "NAME.csv, or NAME.geojson" };
    private readonly Option<string> _server = new("--server")
    {
        Description = "http:// or https:// address of the server",
        DefaultValueFactory = _ => "http://127.0.0.1:8080",
        HelpName = "URL",
    };

    private readonly Option<string?> _key = new("--api-key")
    {
        Description = "key of an operator; without it IOC_API_KEY of the environment, where no list of processes shows it",
    };

    private readonly Option<string?> _note = new("--note") { Description = "why, for the audit" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "change nothing; say whether the server would take it" };

    public static Command Create()
    {
        var self = new RegistryCommand();
        self._server.Validators.Add(result =>
        {
            if (!Uri.TryCreate(result.GetValueOrDefault<string>(), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            {
                result.AddError($"--server takes an address like http://127.0.0.1:8080, not '{result.GetValueOrDefault<string>()}'");
            }
        });
        self._file.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<FileInfo>()?.Extension is not (".csv" or ".geojson"))
            {
                result.AddError("the file must end in .csv or .geojson");
            }
        });
        var export = new Command("export", "Writes all devices into a file. Xuất danh mục thiết bị.") { self._file, self._server, self._key };
        export.SetAction(self.ExportAsync);
        var import = new Command("import", "Changes and adds the devices of a file, all or none. Nhập danh mục thiết bị.")
        {
            self._file, self._server, self._key, self._note, self._dryRun,
        };
        import.SetAction(self.ImportAsync);
        return new Command("registry", "A server's devices as CSV or GeoJSON. Danh mục thiết bị.") { export, import };
    }

    private async Task<int> ExportAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var file = parsed.GetRequiredValue(_file);
        var (text, code) = await SendAsync(parsed, HttpMethod.Get, $"export?format={(IsCsv(file) ? "csv" : "geojson")}", null, cancellation).ConfigureAwait(false);
        return text is null ? code : await FileAsync(parsed, async () =>
        {
            await File.WriteAllTextAsync(file.FullName, text, new UTF8Encoding(false), cancellation).ConfigureAwait(false);
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"Written to {file.FullName}").ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private async Task<int> ImportAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var file = parsed.GetRequiredValue(_file);
        var content = "";
        if (await FileAsync(parsed, async () => content = await File.ReadAllTextAsync(file.FullName, cancellation).ConfigureAwait(false))
            .ConfigureAwait(false) is var failed and not ExitCode.Done)
        {
            return failed;
        }

        using var body = new StringContent(content, Encoding.UTF8, new MediaTypeHeaderValue(IsCsv(file) ? "text/csv" : "application/geo+json"));
        var dryRun = parsed.GetValue(_dryRun) ? "true" : "false";
        var (text, code) = await SendAsync(
            parsed, HttpMethod.Post, $"import?dryRun={dryRun}&note={Uri.EscapeDataString(parsed.GetValue(_note) ?? $"import {file.Name}")}", body, cancellation)
            .ConfigureAwait(false);
        if (text is null)
        {
            return code;
        }

        using var answer = JsonDocument.Parse(text);
        await parsed.InvocationConfiguration.Output.WriteLineAsync(
            $"{answer.RootElement.GetProperty("changed").GetInt32()} devices {(dryRun == "true" ? "would be changed" : "changed")}").ConfigureAwait(false);
        return ExitCode.Done;
    }

    private async Task<(string? Text, int Code)> SendAsync(
        ParseResult parsed, HttpMethod method, string path, HttpContent? body, CancellationToken cancellation)
    {
        var error = parsed.InvocationConfiguration.Error;
        var server = new Uri(parsed.GetRequiredValue(_server));
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !server.IsLoopback });
        using var request = new HttpRequestMessage(method, server.AbsoluteUri.TrimEnd('/') + "/api/v1/registry/" + path) { Content = body };
        if ((parsed.GetValue(_key) ?? Environment.GetEnvironmentVariable("IOC_API_KEY")) is { } key)
        {
            request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        }

        try
        {
            using var response = await http.SendAsync(request, cancellation).ConfigureAwait(false);
            var text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return (text, ExitCode.Done);
            }

            await error.WriteLineAsync($"sim: the server answers {(int)response.StatusCode}: {text}").ConfigureAwait(false);
            return (null, (int)response.StatusCode == 400 ? ExitCode.BadInput : ExitCode.Broker);
        }
        catch (HttpRequestException fault)
        {
            await error.WriteLineAsync($"sim: {server.Authority} can not be reached: {fault.Message}").ConfigureAwait(false);
            return (null, ExitCode.Broker);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return (null, ExitCode.Done);
        }
    }

    private static async Task<int> FileAsync(ParseResult parsed, Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
            return ExitCode.Done;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"sim: {fault.Message}").ConfigureAwait(false);
            return ExitCode.BadInput;
        }
    }

    private static bool IsCsv(FileInfo file) => file.Extension == ".csv";
}
