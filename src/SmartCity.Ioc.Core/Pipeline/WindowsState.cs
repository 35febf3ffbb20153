using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Aggregates.Packed;

namespace SmartCity.Ioc.Pipeline;

/// <summary>The windows' part of a checkpoint. Windows of other lengths than today's settings have are read over.</summary>
internal static class WindowsState
{
    // Length and marks of a block in one number, as the frame itself has them.
    private const int MarksShift = 24;

    public static void Save(BinaryWriter writer, CityWindows windows)
    {
        writer.Write(windows.ClockNanos);
        writer.Write(windows.ProvisionalNanos);
        var layouts = new LayoutIds();
        SaveSources(writer, windows.Sources, layouts);
        SaveOrder(writer, windows.Order);
        SaveCells(writer, windows.Sources.Cells, layouts);
        writer.Write(windows.Levels.Length);
        foreach (var level in windows.Levels)
        {
            writer.Write((byte)level.Scope);
            writer.Write(level.LengthNanos);
            writer.Write(level.GoneBeforeNanos);
            writer.Write(level.Frames.Count);
            level.Flush();
            foreach (var frame in level.Frames)
            {
                SaveFrame(writer, frame, layouts);
            }
        }

        writer.Write(windows.Corrected.Count);
        foreach (var corrected in windows.Corrected)
        {
            writer.Write(corrected.Level);
            writer.Write(corrected.StartNanos);
            writer.Write(corrected.Owner);
            writer.Write(corrected.Place);
        }

        writer.Write(windows.Provisional.Running.Count);
        foreach (var frame in windows.Provisional.Running)
        {
            SaveFrame(writer, frame, layouts);
        }
    }

    /// <param name="hasProvisional">Whether the zones' running figures stand in it: otherwise they are made from the open windows.</param>
    public static void Restore(BinaryReader reader, CityWindows windows, IndexMap map, bool hasProvisional)
    {
        windows.ClockNanos = reader.ReadInt64();
        windows.ProvisionalNanos = reader.ReadInt64();
        var layouts = new LayoutReader(reader, windows.Layouts, map);
        RestoreSources(reader, windows, layouts, map);
        RestoreOrder(reader, windows.Order, map);
        var cells = RestoreCells(reader, windows, layouts, map);
        var kept = new int[reader.ReadInt32()];
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = RestoreLevel(reader, windows, layouts, map, cells);
        }

        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var corrected = new CorrectedWindow(reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32());
            if (kept[corrected.Level] is var index and >= 0)
            {
                var owners = windows.Levels[index].Scope == AggregateScope.Device ? map.Devices : cells;
                if (owners[corrected.Owner] is var owner and >= 0)
                {
                    windows.Corrected.Add(corrected with { Level = index, Owner = owner });
                }
            }
        }

        if (!hasProvisional || !TryRestoreProvisional(reader, windows, layouts, cells))
        {
            windows.MakeProvisional();
        }
    }

    // False where they are of windows that today's settings do not have.
    private static bool TryRestoreProvisional(BinaryReader reader, CityWindows windows, LayoutReader layouts, int[] cells)
    {
        var areOfToday = true;
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var frame = windows.Provisional.Restore(reader.ReadInt64(), reader.ReadInt64());
            areOfToday &= frame is not null;
            reader.ReadBoolean();
            RestoreFrame(reader, frame ?? new PlainFrame(), layouts, cells);
        }

        return areOfToday;
    }

    private static void SaveSources(BinaryWriter writer, SourceTable sources, LayoutIds layouts)
    {
        for (var device = 0; device < sources.Length; device++)
        {
            if (sources.IsKnown(device))
            {
                writer.Write(device);
                layouts.Write(writer, sources.Meet(device).Layout);
            }
        }

        writer.Write(-1);
    }

    private static void RestoreSources(BinaryReader reader, CityWindows windows, LayoutReader layouts, IndexMap map)
    {
        for (var saved = reader.ReadInt32(); saved >= 0; saved = reader.ReadInt32())
        {
            var layout = layouts.Read();
            if (map.Devices[saved] is var device and >= 0 && windows.Sources.Meet(device).Layout.Kind == layout.Kind)
            {
                windows.Sources.Meet(device).Layout = windows.Layouts.Today(layout);
            }
        }
    }

    private static void SaveOrder(BinaryWriter writer, SourceOrder order)
    {
        writer.Write(order.Count);
        for (var number = 0; number < order.Count; number++)
        {
            writer.Write(order[number]);
        }
    }

    private static void RestoreOrder(BinaryReader reader, SourceOrder order, IndexMap map)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            if (map.Devices[reader.ReadInt32()] is var device and >= 0)
            {
                order.Meet(device);
            }
        }
    }

    private static void SaveCells(BinaryWriter writer, ZoneCells cells, LayoutIds layouts)
    {
        writer.Write(cells.Count);
        for (var i = 0; i < cells.Count; i++)
        {
            writer.Write(cells[i].Zone);
            writer.Write(cells[i].Kind);
            writer.Write(cells[i].Touched);
            layouts.Write(writer, cells[i].Layout);
        }
    }

    private static int[] RestoreCells(BinaryReader reader, CityWindows windows, LayoutReader layouts, IndexMap map)
    {
        var cells = windows.Sources.Cells;
        var indexes = new int[reader.ReadInt32()];
        for (var i = 0; i < indexes.Length; i++)
        {
            var (zone, kind) = (map.Zones[reader.ReadInt32()], map.Kinds[reader.ReadInt32()]);
            var touched = reader.ReadBoolean();
            var layout = layouts.Read();
            indexes[i] = zone < 0 || kind < 0 ? -1 : cells.Find(zone, kind);
            if (indexes[i] >= 0)
            {
                cells[indexes[i]].Touched = touched;
                cells[indexes[i]].Layout = windows.Layouts.Today(layout);
            }
        }

        return indexes;
    }

    private static void SaveFrame(BinaryWriter writer, WindowFrame frame, LayoutIds layouts)
    {
        writer.Write(frame.StartNanos);
        writer.Write(frame.EndNanos);
        writer.Write(frame.Closed);
        writer.Write(frame.OwnerCount);
        Span<int> owners = stackalloc int[WindowFrame.AtOnce];
        for (var (cursor, count) = (0, 0); (count = frame.Owners(ref cursor, owners)) > 0;)
        {
            (frame as PackedFrame)?.Ask(owners[..count]);
            foreach (var owner in owners[..count])
            {
                SaveBlock(writer, frame, owner, layouts);
            }
        }
    }

    private static void SaveBlock(BinaryWriter writer, WindowFrame frame, int owner, LayoutIds layouts)
    {
        var layout = frame.LayoutOf(owner);
        writer.Write(owner);
        layouts.Write(writer, layout);
        if (frame is PackedFrame packed)
        {
            var bytes = packed.PackedOf(owner, out var marks);
            writer.Write((uint)bytes.Length | ((uint)marks << MarksShift));
            writer.Write(bytes);
        }
        else
        {
            SaveStates(writer, frame, owner, layout);
        }
    }

    private static void SaveStates(BinaryWriter writer, WindowFrame frame, int owner, MetricLayout layout)
    {
        var states = frame.StatesOf(owner);
        for (var position = 0; position < states.Length; position++)
        {
            states[position].Save(writer);
            if (states[position].Count > 0 && layout.KeepsPercentiles(position))
            {
                (frame.SketchOf(owner, position) ?? new QuantileSketch()).Save(writer);
            }
        }
    }

    private static int RestoreLevel(BinaryReader reader, CityWindows windows, LayoutReader layouts, IndexMap map, int[] cells)
    {
        var scope = (AggregateScope)reader.ReadByte();
        var lengthNanos = reader.ReadInt64();
        var goneBefore = reader.ReadInt64();
        WindowLevel? level = null;
        foreach (var candidate in windows.Levels)
        {
            level = candidate.Scope == scope && candidate.LengthNanos == lengthNanos ? candidate : level;
        }

        // Read over into a level of its own where today's settings have none.
        var target = level ?? new WindowLevel(0, scope, lengthNanos, null, 0, windows.Shelf);
        target.GoneBeforeNanos = goneBefore;
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var frame = target.Restore(reader.ReadInt64(), reader.ReadInt64(), reader.ReadBoolean());
            RestoreFrame(reader, frame, layouts, scope == AggregateScope.Device ? map.Devices : cells);
        }

        target.Restored();
        return level?.Index ?? -1;
    }

    private static void RestoreFrame(BinaryReader reader, WindowFrame frame, LayoutReader layouts, int[] owners)
    {
        var nowhere = new PlainFrame();
        byte[] bytes = [];
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var owner = owners[reader.ReadInt32()];
            var layout = layouts.Read();
            if (frame is not PackedFrame packed)
            {
                var target = owner < 0 ? nowhere : (PlainFrame)frame;
                target.Restore(Math.Max(0, owner), layout, reader);
                continue;
            }

            var sizes = reader.ReadUInt32();
            var length = (int)(sizes & ((1u << MarksShift) - 1));
            bytes = bytes.Length < length ? new byte[length * 2] : bytes;
            reader.BaseStream.ReadExactly(bytes.AsSpan(0, length));
            if (owner >= 0)
            {
                packed.Restore(owner, layout, (byte)(sizes >> MarksShift), bytes.AsSpan(0, length));
            }
        }
    }
}
