using System.Reflection;
using System.Runtime.InteropServices;

namespace SmartCity.Ioc.Benchmarks.Pipeline;

/// <summary>What the managed heap behind an object is made of: bytes by the field that holds them, each object counted once.</summary>
internal sealed class HeapCensus
{
    // Before an array's elements: the sync block's word, the type, the length.
    private const int ArrayHeadBytes = 24;
    private const int Grain = 8;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, long> _bytes = [];
    private readonly Dictionary<Type, FieldInfo[]> _fields = [];
    private readonly Stack<(object Object, string Place)> _left = new();

    /// <summary>Counts what the object and all that it leads to take, but for what was counted before.</summary>
    public void Count(object root)
    {
        Reach(root, root.GetType().Name);
        while (_left.TryPop(out var next))
        {
            Look(next.Object, next.Place);
        }
    }

    /// <returns>The places, largest first.</returns>
    public IEnumerable<(string Place, long Bytes)> Places() => _bytes.Select(pair => (pair.Key, pair.Value)).OrderByDescending(pair => pair.Value);

    private void Reach(object? found, string place)
    {
        // What the runtime keeps is nobody's.
        if (found is not (null or Type or Pointer or Thread or MemberInfo or Delegate) && _seen.Add(found))
        {
            _left.Push((found, place));
        }
    }

    private void Look(object found, string place)
    {
        var type = found.GetType();
        _bytes[place] = _bytes.GetValueOrDefault(place) + SizeOf(found, type);
        if (found is Array array)
        {
            var element = type.GetElementType()!;
            if (HoldsReferences(element))
            {
                foreach (var item in array)
                {
                    if (element.IsValueType)
                    {
                        LookInto(item, element, place);
                    }
                    else
                    {
                        Reach(item, $"{place}[] {item?.GetType().Name}");
                    }
                }
            }
        }
        else if (type != typeof(string))
        {
            LookInto(found, type, $"{type.Name}");
        }
    }

    private void LookInto(object holder, Type type, string place)
    {
        foreach (var field in FieldsOf(type))
        {
            var value = field.GetValue(holder);
            if (field.FieldType.IsValueType)
            {
                LookInto(value!, field.FieldType, $"{place}.{field.Name}");
            }
            else
            {
                Reach(value, $"{place}.{field.Name}");
            }
        }
    }

    private FieldInfo[] FieldsOf(Type type)
    {
        if (_fields.TryGetValue(type, out var known))
        {
            return known;
        }

        var fields = new List<FieldInfo>();
        for (var level = type; level is not null; level = level.BaseType)
        {
            fields.AddRange(level.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(field => !field.FieldType.IsPointer && !field.FieldType.IsByRefLike && HoldsReferences(field.FieldType)));
        }

        return _fields[type] = [.. fields];
    }

    private bool HoldsReferences(Type type) =>
        !type.IsPrimitive && !type.IsEnum && !type.IsPointer && (!type.IsValueType || FieldsOf(type).Length > 0);

    // The type's table of methods says how large an object of it is, and how large an element of an array.
    private static long SizeOf(object found, Type type)
    {
        var table = type.TypeHandle.Value;
        var elements = found switch
        {
            Array array => array.LongLength * (ushort)Marshal.ReadInt16(table),
            string text => 2L * text.Length,
            _ => 0,
        };
        var size = found is Array ? ArrayHeadBytes + elements : Marshal.ReadInt32(table, 4) + elements;
        return (size + Grain - 1) / Grain * Grain;
    }
}
