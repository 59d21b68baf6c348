// Reads CDR messages by the ros2msg text that their channel brings along.

const SIZES = {
  bool: 1, byte: 1, char: 1, uint8: 1, int8: 1, uint16: 2, int16: 2, uint32: 4, int32: 4, uint64: 8, int64: 8,
  float32: 4, float64: 8,
};

const READ = {
  bool: (view, at) => view.getUint8(at) !== 0,
  byte: (view, at) => view.getUint8(at),
  char: (view, at) => view.getUint8(at),
  uint8: (view, at) => view.getUint8(at),
  int8: (view, at) => view.getInt8(at),
  uint16: (view, at) => view.getUint16(at, true),
  int16: (view, at) => view.getInt16(at, true),
  uint32: (view, at) => view.getUint32(at, true),
  int32: (view, at) => view.getInt32(at, true),
  uint64: (view, at) => Number(view.getBigUint64(at, true)),
  int64: (view, at) => Number(view.getBigInt64(at, true)),
  float32: (view, at) => view.getFloat32(at, true),
  float64: (view, at) => view.getFloat64(at, true),
};

const ARRAYS = {
  byte: Uint8Array, char: Uint8Array, uint8: Uint8Array, int8: Int8Array, uint16: Uint16Array, int16: Int16Array,
  uint32: Uint32Array, int32: Int32Array, float32: Float32Array, float64: Float64Array,
};

const FIELD = /^([A-Za-z][\w/]*)(?:<=\d+)?(\[(<=)?(\d*)\])?\s+([A-Za-z]\w*)\s*(.*)$/;
const utf8 = new TextDecoder();

// "pkg/msg/Type" and "pkg/Type" are the same.
const short = (name) => name.replace("/msg/", "/");

export class MessageReader {
  constructor(name, text) {
    this.root = short(name);
    this.types = new Map();
    let current = this.root;
    this.types.set(current, []);
    for (const raw of text.split("\n")) {
      const line = raw.split("#")[0].trim();
      if (/^={8,}$/.test(line) || line === "") continue;
      if (line.startsWith("MSG:")) {
        current = short(line.slice(4).trim());
        this.types.set(current, []);
        continue;
      }
      const match = FIELD.exec(line);
      if (!match || match[6].startsWith("=")) continue;
      const [, type, array, bounded, length, field] = match;
      this.types.get(current).push({
        name: field, type: this.resolve(current, type), isArray: array !== undefined,
        length: bounded || !length ? 0 : Number(length),
      });
    }
  }

  resolve(owner, type) {
    if (type in SIZES || type === "string" || type === "wstring") return type;
    if (type === "Header") return "std_msgs/Header";
    return type.includes("/") ? short(type) : `${owner.split("/")[0]}/${type}`;
  }

  // bytes: a Uint8Array that begins with the encapsulation header. Arrays of octets are views of it.
  read(bytes) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset + 4, bytes.byteLength - 4);
    this.at = 0;
    return this.message(this.root);
  }

  message(type) {
    const value = {};
    for (const field of this.types.get(type)) {
      value[field.name] = field.isArray ? this.array(field) : this.single(field.type);
    }
    return value;
  }

  align(size) {
    this.at = (this.at + size - 1) & -size;
  }

  single(type) {
    const size = SIZES[type];
    if (size === undefined) return type === "string" ? this.string() : this.message(type);
    this.align(size);
    const value = READ[type](this.view, this.at);
    this.at += size;
    return value;
  }

  string() {
    const length = this.single("uint32");
    const text = utf8.decode(new Uint8Array(this.view.buffer, this.view.byteOffset + this.at, Math.max(0, length - 1)));
    this.at += length;
    return text;
  }

  array({ type, length }) {
    const count = length || this.single("uint32");
    const Typed = ARRAYS[type];
    if (Typed === undefined) return Array.from({ length: count }, () => this.single(type));
    if (count > 0) this.align(SIZES[type]);
    const from = this.view.byteOffset + this.at;
    this.at += count * SIZES[type];
    return SIZES[type] === 1
      ? new Typed(this.view.buffer, from, count)
      : new Typed(this.view.buffer.slice(from, from + count * SIZES[type]));
  }
}
