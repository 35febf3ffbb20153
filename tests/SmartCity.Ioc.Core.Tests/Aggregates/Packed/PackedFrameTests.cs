using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Aggregates.Packed;

namespace SmartCity.Ioc.Core.Tests.Aggregates.Packed;

public class PackedFrameTests
{
    private const int Devices = 12;

    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    [Fact]
    public void Frames_WhateverHappensToThem_HoldWhatFramesOfPlainStatesHold() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Seeds, seed => HoldTheSame(seed)));

    [Fact]
    public void Frame_ResetAfterUse_IsEmptyAndHoldsTheNextWindowsReadings()
    {
        var table = new List<MetricLayout>();
        var frame = Frame(table, new SourceOrder(), new PagePool(), new OpenBlock());
        var layout = Layout(table, 3, percentiles: false);
        for (var round = 0; round < 3; round++)
        {
            frame.Reset(0, 60_000_000_000, closed: false);
            frame.OwnerCount.Should().Be(0);
            for (var device = 0; device < 2_000; device++)
            {
                frame.AddMessage(device, layout, [device, device + 0.5, double.NaN], round);
            }

            frame.OwnerCount.Should().Be(2_000);
            frame.StateCount.Should().Be(6_000);
            for (var device = 0; device < 2_000; device++)
            {
                var states = frame.StatesOf(device);
                (states[0].Count, states[0].Min, states[1].Max, states[2].Count, states[0].FirstMs).Should().Be((1, device, device + 0.5, 0, round));
            }
        }
    }

    // More than the page that a frame begins with.
    [Fact]
    public void Frame_WhoseFirstOwnerHasManyMetrics_TakesItsMessagesAndItsBytes()
    {
        var table = new List<MetricLayout>();
        var (order, pool, open, openLonger) = (new SourceOrder(), new PagePool(), new OpenBlock(), new OpenBlock());
        var layout = Layout(table, MetricLayout.MaxMetrics, percentiles: false);
        var (shorter, longer) = (Frame(table, order, pool, open, isShortest: true), Frame(table, order, pool, openLonger));
        shorter.Reset(0, 10_000_000_000, closed: false);
        longer.Reset(0, 60_000_000_000, closed: false);
        var values = Enumerable.Range(0, MetricLayout.MaxMetrics).Select(metric => 1e9 + (metric / 3.0)).ToArray();
        for (var second = 0; second < 3; second++)
        {
            shorter.AddMessage(7, layout, values, second * 1_000);
        }

        longer.TryTake(shorter, 7, layout, 0, 2).Should().BeTrue();
        foreach (var frame in new[] { longer, Restored(longer, openLonger, table, order, pool) })
        {
            frame.StatesOf(7).ToArray().Should().AllSatisfy(state => state.Count.Should().Be(3));
            frame.StatesOf(7)[63].Max.Should().Be(values[63]);
        }
    }

    [Fact]
    public void Frame_OfOwnersWithAMessageEach_ReadsThemWithoutStatesToTheLastOfEachPage()
    {
        var table = new List<MetricLayout>();
        var frame = Frame(table, new SourceOrder(), new PagePool(), new OpenBlock());
        var layout = Layout(table, 3, percentiles: false);
        frame.Reset(0, 60_000_000_000, closed: false);
        for (var device = 0; device < 3_000; device++)
        {
            frame.AddMessage(device, layout, [device, device + 0.25, double.NaN], 7);
        }

        frame.AddMessage(1, layout, [1, 2, 3], 8);
        var values = new double[MetricLayout.MaxMetrics];
        for (var device = 0; device < 3_000; device++)
        {
            frame.TryReadSingle(device, layout, values, out var count).Should().Be(device != 1);
            if (device != 1)
            {
                values[..count].Should().Equal([device, device + 0.25, double.NaN]);
            }
        }

        var (asked, widths) = (Layout(table, 3, percentiles: true), 0);
        frame.AddMessage(3_000, asked, [1, 2, 3], 0);
        frame.TryReadSingle(3_000, asked, values, out widths).Should().BeFalse("of percentiles there are sketches to be given");
        widths.Should().Be(0);
    }

    [Fact]
    public void Frame_WhoseBlocksGrowWhileSomeStandStill_HoldsLittleMoreThanLives()
    {
        var table = new List<MetricLayout>();
        var pool = new PagePool();
        var (frame, layout) = (Frame(table, new SourceOrder(), pool, new OpenBlock()), Layout(table, 4, percentiles: false));
        frame.Reset(0, 60_000_000_000, closed: false);
        for (var round = 0; round < 40; round++)
        {
            // Every tenth device says a single thing, so that it stands in a page that the others leave.
            for (var device = 0; device < 5_000; device++)
            {
                if (round == 0 || device % 10 != 0)
                {
                    frame.AddMessage(device, layout, [device, round, device + 0.5, 3], round);
                }
            }
        }

        while (pool.FreePages > 0)
        {
            pool.Take();
        }

        for (var device = 0; device < 5_000; device++)
        {
            frame.StatesOf(device)[0].Count.Should().Be(device % 10 == 0 ? 1 : 40);
        }

        // At most 80 bytes each, of which half as much again may be dead, and a few pages that were just left.
        frame.Reset(0, 0, closed: true);
        (pool.FreePages * PagePool.PageBytes).Should().BeLessThan((5_000 * 80 * 3 / 2) + (16 * PagePool.PageBytes));
    }

    private static void HoldTheSame(int seed)
    {
        var random = new Random(seed);
        var table = new List<MetricLayout>();
        var (order, pool) = (new SourceOrder(), new PagePool());
        var percentiles = random.Next(3) == 0;
        var metrics = random.Next(4) == 0 ? MetricLayout.MaxMetrics / 9 : 1;
        var layouts = Enumerable.Range(1, 9).Select(count => Layout(table, count * metrics, percentiles)).ToArray();
        var (open, openLonger) = (new OpenBlock(), new OpenBlock());
        var (shorter, shorterPlain) = (Frame(table, order, pool, open, isShortest: true), new PlainFrame());
        var (longer, longerPlain) = (Frame(table, order, pool, openLonger), new PlainFrame());
        foreach (var frame in new WindowFrame[] { shorter, shorterPlain, longer, longerPlain })
        {
            frame.Reset(0, 10_000_000_000, closed: false);
        }

        var widths = Enumerable.Range(0, Devices).Select(_ => 1 + random.Next(6)).ToArray();
        for (var step = 0; step < 150; step++)
        {
            var device = random.Next(Devices);
            widths[device] = Math.Min(9, widths[device] + (random.Next(30) == 0 ? 1 : 0));
            var layout = layouts[widths[device] - 1];
            var (frame, plain) = random.Next(3) == 0 ? (longer, longerPlain) : (shorter, shorterPlain);
            switch (random.Next(12))
            {
                case 0:
                    var (position, value, ms) = (random.Next(layout.Count), Value(random), random.Next(10_000));
                    frame.Add(device, layout, position, value, ms);
                    plain.Add(device, layout, position, value, ms);
                    break;
                case 1 when plain.Contains(device) && Said(plain, device, random) is var marked and >= 0:
                    frame.MarkDirty(device, marked).Should().Be(plain.MarkDirty(device, marked));
                    break;
                case 2 when plain.Contains(device) && Said(plain, device, random) is var revised and >= 0:
                    frame.Revise(device, revised);
                    plain.Revise(device, revised);
                    break;
                case 3 when shorterPlain.Contains(device):
                    var taken = shorterPlain.LayoutOf(device);
                    if (!longer.TryTake(shorter, device, taken, 10_000, 1 + random.Next(6)))
                    {
                        MergeAll(shorter, longer, device, taken);
                    }

                    MergeAll(shorterPlain, longerPlain, device, taken);
                    break;
                case 4:
                    Same(frame, plain, device);
                    break;
                case 5:
                    open.Flush();
                    openLonger.Flush();
                    shorter = Restored(shorter, open = new OpenBlock(), table, order, pool);
                    longer = Restored(longer, openLonger = new OpenBlock(), table, order, pool);
                    break;
                default:
                    var values = Enumerable.Range(0, layout.Count).Select(i => i > 0 && random.Next(5) == 0 ? double.NaN : Value(random)).ToArray();
                    var at = random.Next(10_000);
                    frame.AddMessage(device, layout, values, at);
                    for (var i = 0; i < values.Length; i++)
                    {
                        if (!double.IsNaN(values[i]))
                        {
                            plain.Add(device, layout, i, values[i], at);
                        }
                    }

                    break;
            }
        }

        foreach (var (frame, plain) in new[] { (shorter, shorterPlain), (longer, longerPlain) })
        {
            frame.StateCount.Should().Be(plain.StateCount);
            OwnersOf(frame).Should().Equal(Enumerable.Range(0, order.Count).Select(number => order[number]).Where(plain.Contains));
            for (var device = 0; device < Devices; device++)
            {
                Same(frame, plain, device);
            }
        }
    }

    // A metric of which there are readings: others are not corrected.
    private static int Said(WindowFrame frame, int device, Random random) =>
        random.Next(frame.LayoutOf(device).Count) is var position && frame.StatesOf(device)[position].Count > 0 ? position : -1;

    private static void MergeAll(WindowFrame from, WindowFrame to, int device, MetricLayout layout)
    {
        for (var i = 0; i < layout.Count; i++)
        {
            if (from.StatesOf(device)[i].Count == 0)
            {
                continue;
            }

            to.Merge(device, layout, i, from.StatesOf(device)[i], from.SketchOf(device, i), 10_000);
        }
    }

    private static void Same(WindowFrame frame, WindowFrame plain, int device)
    {
        frame.Contains(device).Should().Be(plain.Contains(device));
        if (!plain.Contains(device))
        {
            return;
        }

        frame.LayoutOf(device).Should().BeSameAs(plain.LayoutOf(device));
        var (states, expected) = (frame.StatesOf(device).ToArray(), plain.StatesOf(device).ToArray());
        for (var i = 0; i < expected.Length; i++)
        {
            states[i].Should().Be(expected[i]);
            foreach (var p in expected[i].Count > 0 && frame.LayoutOf(device).KeepsPercentiles(i) ? new[] { 0.0, 0.5, 0.9, 1 } : [])
            {
                frame.SketchOf(device, i)!.Quantile(p).Should().Be(plain.SketchOf(device, i)!.Quantile(p));
            }
        }
    }

    private static List<int> OwnersOf(WindowFrame frame)
    {
        var (all, some) = (new List<int>(), new int[5]);
        for (var (cursor, count) = (0, 0); (count = frame.Owners(ref cursor, some)) > 0;)
        {
            all.AddRange(some.AsSpan(0, count));
        }

        all.Should().HaveCount(frame.OwnerCount);
        return all;
    }

    private static PackedFrame Restored(PackedFrame frame, OpenBlock open, List<MetricLayout> table, SourceOrder order, PagePool pool)
    {
        var restored = Frame(table, order, pool, open);
        restored.Reset(frame.StartNanos, frame.EndNanos, frame.Closed);
        foreach (var owner in OwnersOf(frame))
        {
            var bytes = frame.PackedOf(owner, out var marks).ToArray();
            restored.Restore(owner, frame.LayoutOf(owner), marks, bytes);
        }

        return restored;
    }

    private static double Value(Random random) => random.Next(8) switch
    {
        0 => random.NextDouble() * 1e6,
        1 => random.Next(1_000),
        2 => 0,
        _ => Math.Round(20 + (random.NextDouble() * 20), 2),
    };

    private static PackedFrame Frame(List<MetricLayout> table, SourceOrder order, PagePool pool, OpenBlock open, bool isShortest = false)
    {
        var frame = new PackedFrame(table, order, pool);
        frame.Attach(open, 60_000_000_000, isShortest);
        return frame;
    }

    private static MetricLayout Layout(List<MetricLayout> table, int metrics, bool percentiles)
    {
        var layout = table.Count == 0 ? MetricLayout.Empty(0, 1, table) : table[0];
        for (var metric = 0; metric < metrics; metric++)
        {
            layout = layout.With(metric, percentiles, null);
        }

        return layout;
    }
}
