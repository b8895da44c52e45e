/**
 * What tests of image orders are made of: a provider that does as it is told, and the contracts
 * that every implementation of the library's interfaces keeps. Start at {@link
 * org.imageorders.testkit.ScriptedProvider}, or, to test a client of OpenAI's image API, at {@link
 * org.imageorders.testkit.FakeImageApi}.
 */
@NullMarked
package org.imageorders.testkit;

import org.jspecify.annotations.NullMarked;
