using System.Globalization;

namespace SmartCity.Ioc.Simulators.City.Foreign;

/// <summary>A camera behind a Frigate recorder: counts of objects as bare numbers, now and then a tracked object, cars with their plates
/// (https://docs.frigate.video/integrations/mqtt).</summary>
/// <param name="leads">Speaks for the recorder too.</param>
internal sealed class FrigateVoice(string prefix, string camera, bool leads) : IForeignVoice
{
    /// <summary>The recorder tells of itself every minute.</summary>
    private const int StatisticsEvery = 12;

    /// <summary>One turn of so many tells of a tracked object.</summary>
    private const int TrackedEvery = 6;

    public TimeSpan Interval => TimeSpan.FromSeconds(5);

    public IEnumerable<ForeignMessage> Speak(Situation situation, DateTimeOffset now, Measurement measured)
    {
        var turn = situation.Device.Messages;
        if (leads && turn == 0)
        {
            yield return new ForeignMessage($"{prefix}/available", "online", true);
        }

        if (leads && turn % StatisticsEvery == 0)
        {
            yield return ForeignMessage.Of(
                $"{prefix}/stats", $$"""{"detection_fps":{{12 + (2 * situation.Wander(9, 60)):0.0}},"service":{"uptime":{{(long)situation.Elapsed.TotalSeconds}},"version":"0.16.0"} }""");
        }

        if (turn == 0)
        {
            yield return new ForeignMessage($"{prefix}/{camera}/status/detect", "online", true);
        }

        var (cars, persons) = (Whole(measured, "vehicles"), Whole(measured, "persons"));
        yield return ForeignMessage.Of($"{prefix}/{camera}/car", $"{cars}");
        yield return ForeignMessage.Of($"{prefix}/{camera}/person", $"{persons}");

        var draw = Noise.Hash(situation.Seed, situation.Device.Stream + 17, turn);
        if (draw % TrackedEvery == 0 && cars + persons > 0)
        {
            yield return Tracked(now, draw, isCar: cars > 0 && (persons == 0 || (draw >> 8) % 2 == 0));
        }
    }

    private ForeignMessage Tracked(DateTimeOffset now, ulong draw, bool isCar)
    {
        var seconds = now.ToUnixTimeMilliseconds() / 1000.0;
        var score = 0.7 + ((draw >> 16) % 280 / 1000.0);
        var number = (int)((draw >> 24) % 100_000);
        var plate = isCar && (draw >> 44) % 2 == 0
            ? string.Create(CultureInfo.InvariantCulture, $"""["72A-{number / 100:000}.{number % 100:00}", {score - 0.05:0.000}]""")
            : "null";
        var (x, y) = ((draw >> 32) % 1500, (draw >> 40) % 800);
        return ForeignMessage.Of(
            $"{prefix}/events",
            $$"""
            {"type":"end","before":{"id":"{{seconds - 4:0.000000}}-{{draw % 1_000_000:x}}","camera":"{{camera}}","label":"{{(isCar ? "car" : "person")}}"},"after":{"id":"{{seconds - 4:0.000000}}-{{draw % 1_000_000:x}}","camera":"{{camera}}","frame_time":{{seconds:0.000}},"label":"{{(isCar ? "car" : "person")}}","sub_label":null,"score":{{score:0.000}},"top_score":{{score + 0.01:0.000}},"false_positive":false,"start_time":{{seconds - 4:0.000}},"end_time":{{seconds:0.000}},"box":[{{x}},{{y}},{{x + 180}},{{y + 120}}],"area":21600,"stationary":false,"current_zones":["duong"],"entered_zones":["duong"],"has_clip":true,"has_snapshot":true,"average_estimated_speed":{{(isCar ? 24.5 : 4.2):0.0}},"recognized_license_plate":{{plate}} } }
            """);
    }

    private static int Whole(Measurement measured, string metric) => measured.TryGet(metric, out var value) ? (int)Math.Clamp(value, 0, 500) : 0;
}
