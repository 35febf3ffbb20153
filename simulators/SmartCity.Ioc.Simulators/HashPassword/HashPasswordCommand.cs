using System.CommandLine;
using System.Text;
using SmartCity.Ioc.Mqtt.Broker;

namespace SmartCity.Ioc.Simulators.HashPassword;

/// <summary>
/// <c>sim hash-password</c>: a password's hash for <c>access.yaml</c>. The password is typed or piped in, because a command line is seen by
/// every user of the machine and stays in the shell's history.
/// </summary>
internal static class HashPasswordCommand
{
    private const string Description = """
        Prints the hash of a password for access.yaml. Asks for the password, or reads it as one line from standard input.
        In ra mã băm của mật khẩu cho access.yaml.
        """;

    public static Command Create()
    {
        var command = new Command("hash-password", Description);
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            return Console.IsInputRedirected ? Run(Console.In, output, error) : Ask(output, error);
        });
        return command;
    }

    internal static int Run(TextReader input, TextWriter output, TextWriter error) => Print(input.ReadLine(), output, error);

    private static int Ask(TextWriter output, TextWriter error)
    {
        var first = ReadHidden("Password: ", error);
        if (first == ReadHidden("Again: ", error))
        {
            return Print(first, output, error);
        }

        error.WriteLine("sim: the two are not the same");
        return ExitCode.BadInput;
    }

    private static int Print(string? password, TextWriter output, TextWriter error)
    {
        if (string.IsNullOrEmpty(password))
        {
            error.WriteLine("sim: an empty password protects nothing");
            return ExitCode.BadInput;
        }

        output.WriteLine(MqttPasswordHash.Create(Encoding.UTF8.GetBytes(password)));
        return ExitCode.Done;
    }

    private static string ReadHidden(string prompt, TextWriter error)
    {
        error.Write(prompt);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        error.WriteLine();
        return typed.ToString();
    }
}
