// Bytes that grow without being cleared or copied more than need be (realloc moves large blocks by their
// pages): what files and decompressed feeds are read into.
#pragma once

#include <cstdlib>
#include <memory>
#include <new>
#include <string_view>

#include "compiler/support/huge_pages.h"
#include "compiler/support/source_map.h"

namespace sgc {

class ByteBuffer final : public TextBuffer {
 public:
  std::string_view text() const override { return {bytes_.get(), size_}; }
  std::size_t size() const { return size_; }
  std::size_t room() const { return capacity_ - size_; }
  char* end() { return bytes_.get() + size_; }

  // After: room() is at least `bytes`. Throws std::bad_alloc.
  void reserve_room(std::size_t bytes) {
    if (room() >= bytes) return;
    std::size_t capacity = size_ + bytes;
    if (capacity < capacity_ * 2) capacity = capacity_ * 2;
    resize_block(capacity);
  }

  // The first `bytes` at end() were written.
  void advance(std::size_t bytes) { size_ += bytes; }

  // Gives back what is not used.
  void shrink() {
    if (size_ != 0 && size_ != capacity_) resize_block(size_);
  }

 private:
  struct Free {
    void operator()(char* bytes) const { std::free(bytes); }
  };

  void resize_block(std::size_t capacity) {
    char* const moved = static_cast<char*>(std::realloc(bytes_.get(), capacity));
    if (moved == nullptr) throw std::bad_alloc();
    prefer_huge_pages(moved, capacity);
    static_cast<void>(bytes_.release());
    bytes_.reset(moved);
    capacity_ = capacity;
  }

  std::unique_ptr<char, Free> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace sgc
