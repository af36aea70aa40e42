//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Target/Npy.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>
#include <cstring>

using namespace llvm;
using namespace penstock;

static constexpr StringLiteral magic = "\x93NUMPY";

int64_t NpyArray::getNumElements() const {
  int64_t count = 1;
  for (int64_t size : shape)
    count *= size;
  return count;
}

std::shared_ptr<void> penstock::allocateAligned(int64_t bytes) {
  size_t size = alignTo(std::max<int64_t>(bytes, 1), 64);
  void *data = std::aligned_alloc(64, size);
  if (data)
    std::memset(data, 0, size);
  return std::shared_ptr<void>(data, std::free);
}

namespace {

/// Reads the Python dictionary of a header: three known keys.
class HeaderParser {
public:
  HeaderParser(StringRef text) : text(text) {}

  bool parse(std::string &descr, bool &fortran, SmallVector<int64_t> &shape) {
    bool seen[3] = {};
    if (!eat("{"))
      return false;
    while (!eat("}")) {
      std::string key;
      if (!parseString(key) || !eat(":"))
        return false;
      if (key == "descr" && parseString(descr))
        seen[0] = true;
      else if (key == "fortran_order" && parseBool(fortran))
        seen[1] = true;
      else if (key == "shape" && parseShape(shape))
        seen[2] = true;
      else
        return false;
      eat(",");
    }
    return seen[0] && seen[1] && seen[2] && text.trim().empty();
  }

private:
  bool eat(StringRef token) {
    text = text.ltrim();
    return text.consume_front(token);
  }
  bool parseString(std::string &value) {
    StringRef quote = eat("'") ? "'" : eat("\"") ? "\"" : "";
    size_t end = quote.empty() ? StringRef::npos : text.find(quote);
    if (end == StringRef::npos)
      return false;
    value = text.take_front(end).str();
    text = text.drop_front(end + 1);
    return true;
  }
  bool parseBool(bool &value) {
    value = eat("True");
    return value || eat("False");
  }
  bool parseShape(SmallVector<int64_t> &shape) {
    if (!eat("("))
      return false;
    while (!eat(")")) {
      text = text.ltrim();
      int64_t size;
      if (text.consumeInteger(10, size) || size < 0)
        return false;
      shape.push_back(size);
      eat("L");
      if (!eat(",") && !text.ltrim().starts_with(")"))
        return false;
    }
    return true;
  }

  StringRef text;
};

} // namespace

/// Bytes of an item of a type string, or 0 if such items are not read.
static int64_t getItemBytes(StringRef descr) {
  return StringSwitch<int64_t>(descr)
      .Cases({"<f8", "<i8", "<u8"}, 8)
      .Cases({"<f4", "<i4", "<u4"}, 4)
      .Cases({"<f2", "<i2", "<u2", "<V2", "|V2"}, 2)
      .Cases({"|i1", "|u1", "|b1", "<i1", "<u1"}, 1)
      .Default(0);
}

Expected<NpyArray> penstock::readNpy(StringRef path) {
  auto fail = [&](const Twine &message) {
    return createStringError(inconvertibleErrorCode(),
                             "'" + path + "': " + message);
  };
  auto file = MemoryBuffer::getFile(path, /*IsText=*/false,
                                    /*RequiresNullTerminator=*/false);
  if (std::error_code code = file.getError())
    return fail("cannot read: " + code.message());
  StringRef bytes = (*file)->getBuffer();
  if (!bytes.consume_front(magic))
    return fail("is no .npy file");
  if (bytes.size() < 6)
    return fail("truncated in the header");
  unsigned version = static_cast<unsigned char>(bytes[0]);
  if (version < 1 || version > 3)
    return fail(".npy version " + Twine(version) + " is not supported");
  size_t lengthBytes = version == 1 ? 2 : 4;
  size_t length = version == 1 ? support::endian::read16le(bytes.data() + 2)
                               : support::endian::read32le(bytes.data() + 2);
  bytes = bytes.drop_front(2 + lengthBytes);
  if (bytes.size() < length)
    return fail("truncated in the header");
  NpyArray array;
  bool fortran = false;
  if (!HeaderParser(bytes.take_front(length))
           .parse(array.descr, fortran, array.shape))
    return fail("malformed header");
  bytes = bytes.drop_front(length);
  if (fortran && array.shape.size() > 1)
    return fail("is in column-major order; save numpy.ascontiguousarray");
  array.itemBytes = getItemBytes(array.descr);
  if (!array.itemBytes)
    return fail("elements of type '" + array.descr + "' are not supported");
  uint64_t expected = array.itemBytes;
  for (int64_t size : array.shape) {
    bool overflow = false;
    expected = SaturatingMultiply<uint64_t>(expected, size, &overflow);
    if (overflow)
      return fail("its shape is too large");
  }
  if (bytes.size() != expected)
    return fail((bytes.size() < expected ? "truncated: " : "too long: ") +
                Twine("its shape takes ") + Twine(expected) +
                " bytes, it has " + Twine(bytes.size()));
  array.data = allocateAligned(expected);
  if (!array.data)
    return fail("does not fit into memory");
  std::memcpy(array.data.get(), bytes.data(), expected);
  return array;
}

SmallVector<char, 0> penstock::formatNpy(const NpyArray &array) {
  std::string header =
      "{'descr': '" + array.descr + "', 'fortran_order': False, 'shape': (";
  for (int64_t size : array.shape)
    header += std::to_string(size) + ", ";
  header += "), }";
  // The data starts at a multiple of 64.
  size_t start = magic.size() + 4;
  header.append(offsetToAlignment(start + header.size() + 1, Align(64)), ' ');
  header += '\n';
  SmallVector<char, 0> bytes;
  raw_svector_ostream os(bytes);
  os << magic << '\x01' << '\x00';
  char length[2];
  support::endian::write16le(length, header.size());
  os.write(length, 2);
  os << header;
  os.write(static_cast<const char *>(array.data.get()), array.getNumBytes());
  return bytes;
}
