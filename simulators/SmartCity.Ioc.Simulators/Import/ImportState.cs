using System.Text.Json;

namespace SmartCity.Ioc.Simulators.Import;

/// <summary>How far an import is. Replaced whole after every answer, so that a run that is cut off sends again at most one batch, which counts once.</summary>
/// <param name="Input">Of which file and mapping: <see cref="ImportFile.Identity"/>.</param>
/// <param name="Taken">Messages, from the file's beginning, that the server has on its disk.</param>
internal sealed record ImportState(string Input, string Server, long Taken)
{
    /// <returns>Null where there is none yet.</returns>
    /// <exception cref="InvalidDataException">The file is something else.</exception>
    public static ImportState? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            return new ImportState(root.GetProperty("input").GetString()!, root.GetProperty("server").GetString()!, root.GetProperty("taken").GetInt64());
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} is not the state of an import; remove it to begin again", fault);
        }
    }

    public void Write(string path)
    {
        var beside = path + ".new";
        using (var file = File.Create(beside))
        {
            using (var json = new Utf8JsonWriter(file))
            {
                json.WriteStartObject();
                json.WriteString("input", Input);
                json.WriteString("server", Server);
                json.WriteNumber("taken", Taken);
                json.WriteEndObject();
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }
}
