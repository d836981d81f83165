// A T that lives apart from the value that holds it: what few hold, or what is large beside its neighbours. Copies as
// a value does. Empty until something is put; reads as an empty T then.
#pragma once

#include <memory>
#include <utility>

namespace sgc::ast {

template <class T>
class Boxed {
 public:
  Boxed() = default;
  Boxed(T value) : value_(std::make_unique<T>(std::move(value))) {}  // NOLINT: a T is put where one is wanted
  Boxed(const Boxed& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
  Boxed(Boxed&&) noexcept = default;
  Boxed& operator=(Boxed other) noexcept {
    value_ = std::move(other.value_);
    return *this;
  }
  ~Boxed() = default;

  bool empty() const { return value_ == nullptr; }

  const T& operator*() const {
    static const T nothing{};
    return value_ ? *value_ : nothing;
  }
  const T* operator->() const { return &**this; }

  // For whoever puts it together.
  T& edit() {
    if (!value_) value_ = std::make_unique<T>();
    return *value_;
  }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace sgc::ast
