using System.Globalization;
using SmartCity.Ioc.Fuzz;
using SmartCity.Ioc.Fuzz.Mqtt;

// usage: SmartCity.Ioc.Fuzz TARGET [--seed N] [--runs N] [--corpus FOLDER]
// Every file of the folder is an input to begin with; a finding is written there as crash-HASH and is tried first from then on.
IFuzzTarget[] targets = [new MqttDecodeTarget()];
var target = Array.Find(targets, t => args.Length > 0 && t.Name == args[0]);
if (target is null)
{
    await Console.Error.WriteLineAsync($"usage: SmartCity.Ioc.Fuzz {string.Join('|', targets.Select(t => t.Name))} [--seed N] [--runs N] [--corpus FOLDER]");
    return 2;
}

var seed = int.Parse(Option("--seed") ?? "1", CultureInfo.InvariantCulture);
var runs = long.Parse(Option("--runs") ?? "1000000", CultureInfo.InvariantCulture);
var folder = Option("--corpus");
var corpus = folder is not null && Directory.Exists(folder) ? Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList() : [];

var loop = new FuzzLoop(target, seed);
var done = loop.Run(corpus, runs);
Console.WriteLine($"{target.Name}: {done} inputs, {loop.Behaviours} behaviours, seed {seed}");
if (loop.Finding is not { } finding)
{
    return 0;
}

await Console.Error.WriteLineAsync($"{Convert.ToHexString(finding)}\n{loop.Error}");
if (folder is not null)
{
    Directory.CreateDirectory(folder);
    var name = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(finding))[..12];
    await File.WriteAllBytesAsync(Path.Combine(folder, $"crash-{name}"), finding);
}

return 1;

string? Option(string name)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}
