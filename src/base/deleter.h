#pragma once
/// What C libraries made and free with a function of their own, owned by std::unique_ptr.

namespace eni {

/// std::unique_ptr<BIO, Deleter<BIO_free>>
template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};

}  // namespace eni
