#include "compiler/support/file_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "compiler/support/byte_buffer.h"
#include "compiler/support/decompress.h"
#include "compiler/support/descriptor.h"
#include "compiler/support/digest.h"

namespace sgc {
namespace {

constexpr std::size_t kReadStep = std::size_t{64} * 1024;
constexpr std::size_t kMostPerRead = std::size_t{1} << 30U;

FileText failed(FileText::Status status, std::string reason) {
  return {status, std::move(reason), nullptr, {}, 0};
}

FileText failed_with(int error) {
  const bool missing = error == ENOENT || error == ENOTDIR;
  return failed(missing ? FileText::Status::Missing : FileText::Status::Unreadable, errno_text(error));
}

FileText unreadable(std::string reason) {
  return failed(FileText::Status::Unreadable, std::move(reason));
}

std::string what_it_is(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

bool same_content(const struct stat& before, const struct stat& after) {
  return before.st_size == after.st_size && before.st_mtim.tv_sec == after.st_mtim.tv_sec &&
         before.st_mtim.tv_nsec == after.st_mtim.tv_nsec;
}

// Reads to the end. Returns the errno, or 0, or EFBIG where there is more than `most`.
int read_all(int descriptor, ByteBuffer& bytes, std::uint64_t most) {
  while (true) {
    bytes.reserve_room(kReadStep);
    const ssize_t count = ::read(descriptor, bytes.end(), std::min(bytes.room(), kMostPerRead));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) return 0;
    bytes.advance(static_cast<std::size_t>(count));
    if (bytes.size() > most) return EFBIG;
  }
}

FileText read_text(int descriptor, std::size_t expected_size, const ReadLimits& limits) {
  const std::string too_large =
      "it has more than " + std::to_string(limits.text) + " bytes, the most that is taken";
  if (expected_size > limits.text) return unreadable(too_large);

  const auto bytes = std::make_shared<ByteBuffer>();
  bytes->reserve_room(expected_size + kReadStep);
  const int error = read_all(descriptor, *bytes, limits.text);
  if (error == EFBIG) return unreadable(too_large);
  if (error != 0) return failed_with(error);

  bytes->shrink();
  return {FileText::Status::Ok, {}, bytes, {}, 0};
}

// A regular file that nobody writes to meanwhile.
FileText read_regular(const std::string& path, const ReadLimits& limits) {
  // Not to wait for a writer when it is a pipe: it is refused all the same.
  const Descriptor file = open_file(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!file.open()) return failed_with(errno);

  struct stat before {};
  if (::fstat(file.number(), &before) != 0) return failed_with(errno);
  if (!S_ISREG(before.st_mode)) return unreadable("it is " + what_it_is(before.st_mode) + ", not a file");

  const auto size = static_cast<std::size_t>(before.st_size);
  FileText text = read_text(file.number(), size, limits);
  if (text.status != FileText::Status::Ok) return text;

  struct stat after {};
  if (::fstat(file.number(), &after) != 0) return failed_with(errno);
  // Files of /proc and /sys say that they are empty, or a page long, whatever they hold.
  const bool whole = text.buffer->text().size() == size || size == 0 || before.st_blocks == 0;
  if (!whole || !same_content(before, after)) return unreadable("it changed while it was read");
  return text;
}

FileText unpacked(std::string_view packed, Decompressed result) {
  if (result.buffer == nullptr) return failed(FileText::Status::Damaged, std::move(result.reason));
  return {FileText::Status::Ok, {}, std::move(result.buffer), sha256_hex(packed), packed.size()};
}

}  // namespace

FileText read_file(const std::string& path, const ReadLimits& limits) {
  FileText file = read_regular(path, limits);
  if (file.status != FileText::Status::Ok) return file;
  const std::string_view bytes = file.buffer->text();
  if (bytes.empty()) return file;  // whatever its name says: that is for its reader to judge
  if (path.ends_with(".gz")) return unpacked(bytes, decompress_gzip(bytes, limits.decompressed));
  if (path.ends_with(".zst")) return unpacked(bytes, decompress_zstd(bytes, limits.decompressed));
  return file;
}

FileText read_descriptor(int descriptor, const ReadLimits& limits) {
  return read_text(descriptor, 0, limits);
}

}  // namespace sgc
