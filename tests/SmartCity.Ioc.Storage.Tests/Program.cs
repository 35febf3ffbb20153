using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Journals;

namespace SmartCity.Ioc.Storage.Tests;

/// <summary>The process that <see cref="Journals.JournalKillTests"/> kills: appends numbered frames and says which are durable.</summary>
internal static class Program
{
    private static void Main(string[] args)
    {
        using var journal = FileJournal.Open(
            new FileJournalOptions { Directory = args[0], Name = "child", SegmentBytes = 20_000 }, NullLogger.Instance);
        for (var number = long.Parse(args[1], CultureInfo.InvariantCulture); ; number++)
        {
            journal.Append(FrameKind.Messages, number, Encoding.UTF8.GetBytes($"{number} {new string('x', (int)(number * 37 % 500))}"));
            if (number % 7 == 0)
            {
                journal.Flush(durable: true);
                Console.WriteLine(number);
            }
        }
    }
}
