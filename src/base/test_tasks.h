#pragma once
/// For tests: tasks that nobody awaits. An exception of one fails the test.
#include <gtest/gtest.h>

#include "base/defect.h"

namespace eni {

struct TestTasks : TaskGroup {
  TestTasks()
      : TaskGroup{
            [](const std::exception_ptr& thrown) { ADD_FAILURE() << "a task threw: " << what_of(thrown); }} {}
};

}  // namespace eni
