/** The main job in one command: prompts in, pictures and a contact sheet out. */
@NullMarked
package org.imageorders.examples.quickstart;

import org.jspecify.annotations.NullMarked;
