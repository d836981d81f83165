#include "compiler/support/decompress.h"

#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <limits>

#include "compiler/support/descriptor.h"

namespace sgc {
namespace {

constexpr std::string_view kGzipMagic = "\x1F\x8B";
constexpr std::size_t kOutputStep = std::size_t{256} * 1024;

std::string too_large(std::uint64_t most) {
  return "it decompresses to more than " + std::to_string(most) + " bytes, the most that is taken";
}

// Where an archive should begin and something else does.
std::string not_one(std::size_t at, std::string_view format) {
  if (at == 0) return "it is not in " + std::string(format) + " format";
  return "after byte " + std::to_string(at) + " follows something that is not in " + std::string(format) +
         " format";
}

Decompressed failed(std::string reason) {
  return {nullptr, std::move(reason)};
}

// The output, growing as the archive does, and whether it has grown too far.
class Output {
 public:
  explicit Output(std::uint64_t most) : buffer_(std::make_shared<ByteBuffer>()), most_(most) {}

  // Room for the next piece: never more than one byte above what is taken, so that `full` is seen at once.
  std::size_t make_room() {
    buffer_->reserve_room(kOutputStep);
    return static_cast<std::size_t>(std::min<std::uint64_t>(buffer_->room(), most_ + 1 - buffer_->size()));
  }

  char* end() { return buffer_->end(); }
  void advance(std::size_t bytes) { buffer_->advance(bytes); }
  bool too_large() const { return buffer_->size() > most_; }

  Decompressed finish() {
    buffer_->shrink();
    return {std::move(buffer_), {}};
  }

 private:
  std::shared_ptr<ByteBuffer> buffer_;
  std::uint64_t most_;
};

class Inflater {
 public:
  Inflater() { ready_ = inflateInit2(&stream_, kGzipOnly) == Z_OK; }
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  bool ready() const { return ready_; }
  z_stream& stream() { return stream_; }
  std::string message() const { return stream_.msg == nullptr ? "zlib cannot go on" : stream_.msg; }

 private:
  static constexpr int kGzipOnly = MAX_WBITS + 16;  // see inflateInit2 in zlib.h

  z_stream stream_{};
  bool ready_ = false;
};

}  // namespace

Decompressed decompress_gzip(std::string_view bytes, std::uint64_t most) {
  if (bytes.empty()) return failed("it is empty: not even an archive of nothing");
  Inflater inflater;
  if (!inflater.ready()) return failed("zlib cannot be started");

  z_stream& stream = inflater.stream();
  Output output(most);
  std::size_t fed = 0;
  bool between_members = true;
  while (!between_members || stream.avail_in != 0 || fed != bytes.size()) {
    if (between_members) {
      const std::size_t at = fed - stream.avail_in;
      if (!bytes.substr(at).starts_with(kGzipMagic.substr(0, bytes.size() - at)))
        return failed(not_one(at, "gzip"));
      if (inflateReset(&stream) != Z_OK) return failed(inflater.message());
    }
    if (stream.avail_in == 0) {
      const std::size_t piece = std::min<std::size_t>(bytes.size() - fed, std::numeric_limits<uInt>::max());
      if (piece == 0) return failed("it is cut off");
      // zlib never writes to its input; its type is older than const.
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + fed));
      stream.avail_in = static_cast<uInt>(piece);
      fed += piece;
    }

    const auto room =
        static_cast<uInt>(std::min<std::size_t>(output.make_room(), std::numeric_limits<uInt>::max()));
    stream.next_out = reinterpret_cast<Bytef*>(output.end());
    stream.avail_out = room;
    const int status = inflate(&stream, Z_NO_FLUSH);
    output.advance(room - stream.avail_out);
    if (output.too_large()) return failed(too_large(most));

    between_members = status == Z_STREAM_END;
    const bool starved = status == Z_BUF_ERROR && stream.avail_in == 0;
    if (status != Z_OK && !between_members && !starved) return failed(inflater.message());
  }
  return output.finish();
}

Decompressed decompress_zstd(std::string_view bytes, std::uint64_t most) {
  if (bytes.empty()) return failed("it is empty: not even an archive of nothing");
  const std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(),
                                                                             ZSTD_freeDStream);
  if (stream == nullptr) return failed("zstd cannot be started");

  Output output(most);
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  std::size_t expected = 0;  // 0 at the end of a frame
  std::size_t frame_begin = 0;
  bool output_full = false;
  while (in.pos < in.size || output_full) {
    if (expected == 0) frame_begin = in.pos;
    const std::size_t room = output.make_room();
    ZSTD_outBuffer out{output.end(), room, 0};
    expected = ZSTD_decompressStream(stream.get(), &out, &in);
    if (ZSTD_getErrorCode(expected) == ZSTD_error_prefix_unknown) return failed(not_one(frame_begin, "zstd"));
    if (ZSTD_isError(expected) != 0) return failed(in_lower_case(ZSTD_getErrorName(expected)));

    output.advance(out.pos);
    if (output.too_large()) return failed(too_large(most));
    output_full = out.pos == out.size && expected != 0;
  }
  if (expected != 0) return failed("it is cut off");
  return output.finish();
}

}  // namespace sgc
