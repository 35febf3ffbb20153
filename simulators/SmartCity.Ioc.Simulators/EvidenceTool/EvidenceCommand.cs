using System.CommandLine;
using SmartCity.Ioc.Simulators.Archives;

namespace SmartCity.Ioc.Simulators.EvidenceTool;

/// <summary><c>sim evidence</c>: checks an export of evidence without a server.</summary>
internal static class EvidenceCommand
{
    private const string Description = """
        Checks an archive of evidence (GET /api/v1/evidence/ID/export).
        Kiểm tra tệp nén bằng chứng mà không cần máy chủ.
        """;

    public static Command Create() => new("evidence", Description) { Verify() };

    private static Command Verify()
    {
        var archive = new Argument<string>("archive") { Description = "the ZIP" };
        var command = new Command("verify", "Each file against SHA256SUMS; names what is wrong, missing or extra, and exits with 1 then.") { archive };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(archive), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(string path, TextWriter output, TextWriter error)
    {
        ArchiveCheck check;
        try
        {
            check = ArchiveCheck.Of(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"sim: {fault.Message}");
            return ExitCode.BadInput;
        }
        catch (InvalidDataException fault)
        {
            error.WriteLine($"sim: {path} can not be checked: {fault.Message}");
            return ExitCode.BadInput;
        }

        foreach (var fault in check.Faults)
        {
            output.WriteLine(fault);
        }

        output.WriteLine($"{check.Files} files, {(check.Faults.Count == 0 ? "all as they left the server" : $"{check.Faults.Count} faults")}; SHA-256 of SHA256SUMS: {check.Sum}");
        return check.Faults.Count == 0 ? ExitCode.Done : ExitCode.BadInput;
    }
}
