using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Host.Api.Requests;

namespace SmartCity.Ioc.Host.Api;

/// <summary>What the body of an act must hold before it is worth a way through the journal.</summary>
internal static class AlertBodyCheck
{
    private const int LongestNote = 4000;
    private const int LongestName = 200;

    public static void Check(ParameterCheck check, AlertVerb verb, AlertCommandBody body)
    {
        CheckLength(check, "note", body.Note, LongestNote);
        CheckLength(check, "by", body.By, LongestName);
        CheckLength(check, "assignee", body.Assignee, LongestName);
        if (verb == AlertVerb.Assign && string.IsNullOrWhiteSpace(body.Assignee))
        {
            check.Add("assignee", "assignee is missing: who is to deal with the alert must stand there.");
        }

        if (verb == AlertVerb.Comment && string.IsNullOrWhiteSpace(body.Note))
        {
            check.Add("note", "note is missing: it is what a comment consists of.");
        }

        if (verb == AlertVerb.Shelve && body.Until is null)
        {
            check.Add("until", "until is missing: a shelved alert comes back by itself at that time.");
        }
        else if (body.Until is { Year: < 1970 or >= 2262 })
        {
            check.Add("until", "until is out of range: a year from 1970 to 2261 may stand there.");
        }
    }

    private static void CheckLength(ParameterCheck check, string name, string? text, int longest)
    {
        if (text?.Length > longest)
        {
            check.Add(name, $"{name} is {text.Length} characters long: at most {longest} may stand there.");
        }
    }
}
