using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartCity.Ioc.Benchmarks.Report;

/// <summary>The report for programs: <c>machine</c>, <c>good</c>, <c>measurements</c>, <c>skipped</c>.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,

        // A file, not a page: µ stays µ.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(BenchReport report) => JsonSerializer.Serialize(
        new { report.Machine, Good = report.IsGood, report.Measurements, report.Skipped }, Options) + "\n";
}
