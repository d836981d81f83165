// Reads whole files into memory: policies, feeds (plain, .gz, .zst), and what a descriptor gives. Read, not
// mapped: a feed that somebody truncates meanwhile must not end the run with a bus error, and reading costs
// little more.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "compiler/support/source_map.h"

namespace sgc {

struct FileText {
  enum class Status {
    Ok,
    Missing,     // no such file
    Unreadable,  // it is there and cannot be read, or is no file, or changed while it was read
    Damaged,     // a .gz or .zst that does not decompress
  };

  Status status = Status::Missing;
  std::string reason;                        // for people; empty when Ok
  std::shared_ptr<const TextBuffer> buffer;  // decompressed; set when Ok

  // The file as it lies on the disk, where that is not the text: of a .gz or .zst. Empty otherwise.
  std::string packed_sha256;
  std::uint64_t packed_size = 0;
};

// The largest text that spans can address.
constexpr std::uint64_t kMostTextBytes = UINT32_MAX - 1;

// The most that a .gz or .zst may grow to: four times all IPv4 /24, written out, and no danger to a build
// machine.
constexpr std::uint64_t kMostDecompressedBytes = std::uint64_t{1} << 30U;

struct ReadLimits {
  std::uint64_t text = kMostTextBytes;
  std::uint64_t decompressed = kMostDecompressedBytes;
};

// Reads the regular file at `path`, links followed; decompressed when the name ends in .gz or .zst.
FileText read_file(const std::string& path, const ReadLimits& limits = {});

// Reads everything that an open descriptor gives, whatever it is: standard input. It stays open.
FileText read_descriptor(int descriptor, const ReadLimits& limits = {});

}  // namespace sgc
